#include "data/preprocess/normalize.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<NormalizeConfig> NormalizeConfig::spec() {
  using C = NormalizeConfig;
  return Spec<C>(
             "Normalize",
             "Each channel of a picture is shifted and scaled by numbers that are given, in the run's dtype.")
      .source("torchvision.transforms.Normalize")
      .formula("x' = (x - mean[c]) / std[c]")
      .required("mean", &C::mean, "One for each channel, or one for all; of values from 0 to 1: [0.2860].")
      .required("std", &C::std, "The same: [0.3530].", above(0));
}

bool NormalizeConfig::add_to(Dataset& samples, ErrorSink& sink) const {
  const Shape& shape = samples.sample_shape;
  if (shape.size() < 2) {
    sink.error("", fmt::format("Normalize is for pictures, but a sample has the shape {}; use StandardScaler",
                               shape_text(shape)));
    return false;
  }
  const auto channels = static_cast<std::size_t>(shape.front());
  for (const auto& [name, values] : {std::pair("mean", &mean), std::pair("std", &std)}) {
    if (values->size() == 1 || values->size() == channels) continue;
    sink.error(name, fmt::format("{} has {} numbers, but samples of the shape {} have {} channel{}", name,
                                 values->size(), shape_text(shape), channels, channels == 1 ? "" : "s"));
    return false;
  }
  samples.settle_normalization();
  const auto of_each = [&](const std::vector<double>& values) {
    return values.size() == channels ? values : std::vector<double>(channels, values.front());
  };
  samples.channel_mean = of_each(mean);
  samples.channel_std = of_each(std);
  return true;
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, NormalizeConfig>();

}  // namespace runner
