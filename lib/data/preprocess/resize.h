#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "data/preprocess/picture_step.h"
#include "spec/component.h"

namespace runner {

/// An edge, or height and width.
using PictureSize = std::variant<std::int64_t, std::array<std::int64_t, 2>>;

/// torchvision.transforms.Resize of pictures of bytes: bilinear, antialiased.
struct ResizeConfig : PictureStepConfig {
  PictureSize size = 224;

  static Spec<ResizeConfig> spec();
  BytePicture apply(BytePicture picture) const override;
  Shape shape_after(const Shape& shape) const override;
};

}  // namespace runner
