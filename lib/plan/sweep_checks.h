#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plan/expansion.h"

namespace runner {

/// A parameter that the file gives a component which the sweep replaces in every run.
struct ReplacedParameter {
  std::string component;  ///< its key: "optimizer"
  std::string type;       ///< "SGD"
  std::string name;
  Node value;

  std::string path() const { return component + "." + name; }
};

/// Leaves excluded configurations out, and sees to it that everything that is written has an effect: a swept
/// key that no run uses is an error, a condition that excludes nothing and an override of a key that the
/// sweep replaces are warnings, and a value that the sweep replaces must be right all the same.
class SweepChecks {
 public:
  /// `root`: the file with its sweep, dotted. Everything must outlive this.
  SweepChecks(const Node& root, const SweepConfig& sweep, const Axes& axes, const Registries& registries);

  /// Whether a combination is to be run; counts what it uses.
  bool keeps(const Combination& combination);

  /// Once all combinations were seen.
  void report(Diagnostics& diagnostics) const;

  /// What the file says in vain, unless runs have the same by themselves. Keys that are swept are not among
  /// it.
  std::vector<ReplacedParameter> replaced_parameters() const;

  /// Mistakes in values of the file that no run uses, found by putting each of them into a configuration that
  /// is otherwise good.
  void check_replaced_values(const Combinations& combinations, const Combination& good,
                             Diagnostics& diagnostics) const;

 private:
  struct KeyUse {
    bool set = false;   // in some combination
    bool kept = false;  // and stays
    bool run = false;   // in a combination that is run
    std::size_t replaced_by = 0;
  };
  /// A dotted key with a value in the file, apart from the sweep.
  struct BaseValue {
    std::string name;
    Node value;
    const SweptKey* key;  // the first that sets it
    bool used = false;
  };

  void count(const Combination& combination, bool is_run);
  std::string why_unused(const KeyUse& use) const;
  void warn_of_override(const BaseValue& base, Diagnostics& diagnostics) const;

  const Node& root_;
  const SweepConfig& sweep_;
  const Axes& axes_;
  const Registries& registries_;
  std::vector<KeyUse> uses_;             // per key
  std::vector<std::size_t> exclusions_;  // per condition of `exclude`: how many it left out
  std::vector<BaseValue> base_values_;
  std::size_t runs_ = 0;
};

}  // namespace runner
