#pragma once

#include "data/preprocess/resize.h"

namespace runner {

/// torchvision.transforms.CenterCrop of pictures of bytes.
struct CenterCropConfig : PictureStepConfig {
  PictureSize size = 224;

  static Spec<CenterCropConfig> spec();
  BytePicture apply(BytePicture picture) const override;
  Shape shape_after(const Shape& shape) const override;
};

}  // namespace runner
