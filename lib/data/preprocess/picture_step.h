#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "data/pictures/byte_picture.h"
#include "data/preprocessor.h"
#include "tensor/matrix.h"

namespace runner {

struct DataConfig;

/// A step that is done to each picture of bytes as it is read, before pictures become a data set: names,
/// bytes and order are torchvision's.
struct PictureStepConfig : PreprocessorConfig {
  static constexpr bool is_for_pictures = true;
  bool takes_categories() const override { return true; }

  /// Whether what comes behind it gets numbers from 0 to 1 and no bytes.
  virtual bool ends_bytes() const { return false; }
  virtual BytePicture apply(BytePicture picture) const { return picture; }
  /// {channels, height, width} of what becomes of such a picture.
  virtual Shape shape_after(const Shape& shape) const { return shape; }
};

/// The steps with which `preprocess` of a source of pictures begins, and which it does as it reads.
std::vector<std::shared_ptr<const PictureStepConfig>> picture_steps(const DataConfig& data);

}  // namespace runner
