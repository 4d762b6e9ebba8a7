#include "data/preprocess/grayscale.h"

#include <utility>

#include "spec/registration.h"

namespace runner {

Spec<GrayscaleConfig> GrayscaleConfig::spec() {
  using C = GrayscaleConfig;
  return Spec<C>("Grayscale", "Pictures lose their colours.")
      .source("torchvision.transforms.Grayscale of a PIL picture")
      .formula("L = (19595·R + 38470·G + 7471·B + 32768) / 65536, rounded down")
      .field("num_output_channels", &C::num_output_channels, "1, or 3 for the same gray three times.",
             at_least(1))
      .check("num_output_channels", "expected 1 or 3",
             [](const C& c) { return c.num_output_channels == 1 || c.num_output_channels == 3; });
}

BytePicture GrayscaleConfig::apply(BytePicture picture) const {
  return std::move(picture).with_channels(1).with_channels(num_output_channels);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, GrayscaleConfig>();

}  // namespace runner
