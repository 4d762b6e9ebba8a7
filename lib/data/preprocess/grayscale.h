#pragma once

#include <cstdint>

#include "data/preprocess/picture_step.h"
#include "spec/component.h"

namespace runner {

/// torchvision.transforms.Grayscale of pictures of bytes.
struct GrayscaleConfig : PictureStepConfig {
  std::int64_t num_output_channels = 1;

  static Spec<GrayscaleConfig> spec();
  BytePicture apply(BytePicture picture) const override;
  Shape shape_after(const Shape& shape) const override { return {num_output_channels, shape[1], shape[2]}; }
};

}  // namespace runner
