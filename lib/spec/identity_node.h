#pragma once

#include <functional>
#include <map>
#include <vector>

#include "spec/registry.h"

namespace runner {

/// Which of its revisions a declaration is taken at; of itself it is at `spec.revision()`.
using RevisionOf = std::function<int(const SpecBase& spec)>;

/// Reduces resolved nodes to what decides numbers, so that declarations may grow without moving what is known
/// already: an option that came later is left out where it has its default, and a component or section whose
/// numbers changed says so.
class IdentityNodes {
 public:
  /// Fields of a later format than this one are later ones. The registries must outlive this.
  IdentityNodes(const Registries& registries, int format) : registries_(registries), format_(format) {}

  /// Of `resolved`, as `spec` encodes it: later fields at their defaults left out, and `revision: n` added to
  /// each component and section that `revision_of` places above 1.
  Node of(const Node& resolved, const SpecBase& spec, const RevisionOf& revision_of);

 private:
  class Walk;
  const std::vector<FieldInfo>& fields_of(const SpecBase& spec);

  const Registries& registries_;
  int format_;
  std::map<const SpecBase*, std::vector<FieldInfo>> fields_;  ///< a declaration makes them anew at each call
};

}  // namespace runner
