#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/dataset.h"
#include "data/pictures/byte_picture.h"
#include "data/preprocess/picture_step.h"

namespace runner {

/// A picture is of another size than those before it.
class OtherSize : public std::runtime_error {
 public:
  OtherSize(const std::string& message, Shape shape)
      : std::runtime_error(message), shape_(std::move(shape)) {}
  const Shape& shape() const { return shape_; }  ///< of the picture

 private:
  Shape shape_;
};

/// The pictures of a data set, one after the other, after the steps that are done as they are read.
class PictureRows {
 public:
  /// The steps of `data`, which has to live as long.
  explicit PictureRows(const DataConfig& data);

  /// Throws OtherSize, std::runtime_error where a step would make it larger than a picture may be, and
  /// TooLargeForMemory.
  void add(BytePicture picture);
  /// The pictures of a file, each of `shape`, all of them at once. As above.
  void add_all(std::string_view bytes, const Shape& shape);
  /// Takes room for so many pictures like those that are there already. Throws TooLargeForMemory.
  void expect(Index pictures);

  Index rows() const { return rows_; }
  const Shape& shape() const { return shape_; }  ///< of each
  /// The pictures become those of `data`; nothing is left here.
  void move_to(Dataset& data);
  /// Whether a step makes other bytes of a picture.
  bool changes_bytes() const;

 private:
  std::vector<std::shared_ptr<const PictureStepConfig>> steps_;
  Shape shape_;
  Index rows_ = 0;
  std::vector<std::uint8_t> pixels_;
};

/// Classes that have names, in the order of their indices: becomes what the loss wants. The reason where it
/// can't have that.
std::optional<std::string> set_named_classes(std::vector<std::int32_t> indices,
                                             std::vector<std::string> names, TargetKind wanted,
                                             Dataset& data);

}  // namespace runner
