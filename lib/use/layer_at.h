#pragma once

#include <functional>
#include <string>

#include "nn/chain.h"
#include "use/state_dict.h"

namespace runner {

/// A layer of a trained network, for whoever writes it down.
struct LayerAt {
  const Component<LayerConfig>& component;
  const LayerSummary& summary;
  Shape input;         // of a sample
  std::string prefix;  // of the names of its tensors
  double step;         // from 1 to the next number of the type
  /// A tensor by the layer's name for it; null where it has none.
  std::function<const NamedTensor*(const char*)> find;

  const Node& options() const { return component.resolved; }
};

}  // namespace runner
