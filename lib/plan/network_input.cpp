#include "plan/network_input.h"

#include <algorithm>
#include <iterator>

#include "data/preprocess/picture_step.h"
#include "nn/chain.h"

namespace runner {

namespace {

/// How many of the layers take what they are given, from the first one on.
std::size_t layers_that_fit(const LayerComponents& layers, const Shape& input) {
  LayerComponents first;
  for (const auto& layer : layers) {
    first.push_back(layer);
    Diagnostics unheard;
    if (!summarize(first, input, unheard)) return first.size() - 1;
  }
  return layers.size();
}

/// A layer of pictures takes samples side by side, as does one with such layers inside.
bool is_for_pictures(const LayerConfig& layer, const Shape& input) {
  if (layer.packing(input) == Packing::lanes) return true;
  const std::vector<LayerBranch> branches = layer.inside();
  return std::ranges::any_of(branches, [&](const LayerBranch& branch) {
    return std::ranges::any_of(*branch.layers,
                               [&](const auto& inner) { return is_for_pictures(*inner.config, input); });
  });
}

bool is_picture_step(const Component<PreprocessorConfig>& step) {
  return step.type == "Normalize" || dynamic_cast<const PictureStepConfig*>(step.config.get()) != nullptr;
}

}  // namespace

bool may_be_flat(const DataConfig& data, const Shape& sample) {
  return data.may_be_flat() && sample.size() == 3 && std::ranges::none_of(data.preprocess, is_picture_step);
}

Shape network_input(const ExperimentConfig& config, const Shape& sample) {
  if (!config.data || !config.data->may_be_flat() || sample.size() != 3) return sample;
  Shape flat = {size_of(sample)};
  const std::size_t as_row = layers_that_fit(config.network, flat);
  if (as_row == config.network.size()) return flat;
  const std::size_t as_picture = layers_that_fit(config.network, sample);
  if (as_picture != as_row) return as_picture > as_row ? sample : flat;
  return is_for_pictures(*config.network[as_row].config, flat) ? sample : flat;
}

}  // namespace runner
