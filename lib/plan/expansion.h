#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/axes.h"
#include "plan/conditions.h"
#include "plan/experiment.h"

namespace runner {

/// One combination of the axes: the tree of its configuration and which settings made it.
struct Combination {
  Node tree;
  std::string case_name;                ///< empty where its case has none
  std::vector<const Setting*> set;      ///< in the order in which they were set
  std::vector<const Setting*> unswept;  ///< their condition does not hold: the file's value stays
};

/// Makes the trees of a sweep, one combination after the other.
class Combinations {
 public:
  /// `base`: the file without its sweep. The axes and registries must outlive this.
  Combinations(Node base, const Axes& axes, const Registries& registries);

  std::size_t size() const { return axes_.combinations(); }

  /// Combination `index`, the first axis changing slowest. Nothing after an error at a setting (told once),
  /// or where conditions make it the same as an earlier one.
  std::optional<Combination> make(std::size_t index, Diagnostics& diagnostics);

  /// The tree of these settings alone, without the setting of `left_out`. Nothing where one can't be set.
  std::optional<Node> tree_without(const Combination& combination, std::string_view left_out) const;

 private:
  std::vector<const Setting*> settings(std::size_t index) const;
  std::string case_name(std::size_t index) const;
  std::optional<Node> tree_of(const std::vector<const Setting*>& settings, Diagnostics& diagnostics);
  bool decide(std::vector<const Setting*> settings, Combination& out, Diagnostics& diagnostics);
  bool is_new(std::size_t index, const Combination& combination);

  Node base_;
  const Axes& axes_;
  const Registries& registries_;
  std::set<const Setting*> bad_;  // can't be set, whatever the combination
  std::set<std::string> seen_;    // only where there are conditions
};

/// Looks a key up in a tree as written, or, where nothing is written, among the defaults.
class ConfigurationLookup {
 public:
  ConfigurationLookup(const Node& tree, const Registries& registries)
      : tree_(tree), registries_(registries) {}
  const Node* operator()(std::string_view key);

 private:
  const Node& tree_;
  const Registries& registries_;
  std::optional<Node> resolved_;
};

}  // namespace runner
