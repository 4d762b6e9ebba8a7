#pragma once

#include <span>
#include <string>
#include <vector>

#include "plan/experiment.h"
#include "spec/identity_node.h"

namespace runner {

/// Changes when no result of an older version may be taken for one of this version. It never had to: an
/// option that is added and a component whose numbers change have a way of their own, below.
inline constexpr int results_format = 1;

/// The format of the options that are added from now on: each says `.since(2)` behind its field. With its
/// default such an option is no part of an identity, so the results that people have stay those of the same
/// experiment. (tests/plan/ids.golden finds out who forgets it.) Whoever changes the numbers of a component
/// or section for the same options raises its `.revision(n)`: runs that use it get a new identity, others
/// don't.
inline constexpr int options_format = results_format + 1;

/// An id that a run had when something that it uses was at an earlier revision.
struct EarlierId {
  std::string id;
  std::string revision;  ///< "revision 1 of csv"
};

struct RunIdentity {
  std::string id;  ///< 16 hexadecimal digits
  std::vector<EarlierId> earlier;
};

/// What decides a run's numbers, as a short text.
class Identity {
 public:
  /// All of it must outlive this.
  Identity(const Registries& registries, DataFiles& files)
      : nodes_(registries, results_format), files_(files) {}

  /// For each seed the hash of the resolved configuration without name, description and sweep, reduced by
  /// `IdentityNodes`, with the content of data files in the place of their paths. The seeds stand for the
  /// configuration's own. A file that can't be read counts as nothing: loading it reports why.
  std::vector<RunIdentity> of(const ExperimentConfig& configuration, std::span<const std::int64_t> seeds);

 private:
  Node with_contents(const ExperimentConfig& configuration);

  IdentityNodes nodes_;
  DataFiles& files_;
};

}  // namespace runner
