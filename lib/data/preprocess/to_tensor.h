#pragma once

#include "data/preprocess/picture_step.h"
#include "spec/component.h"

namespace runner {

/// torchvision.transforms.ToTensor: what is done to pictures of bytes anyway.
struct ToTensorConfig : PictureStepConfig {
  static Spec<ToTensorConfig> spec();
  bool ends_bytes() const override { return true; }
};

}  // namespace runner
