#include "data/pictures/picture_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/large_vector.h"
#include "data/source.h"

namespace runner {

namespace {

void check_extents(const Shape& shape) {
  if (product_of_sizes({shape[1], shape[2]}) > most_pixels)
    throw std::runtime_error(fmt::format("it would have {} pixels; at most {} are possible",
                                         size_text(shape[1], shape[2]), most_pixels));
}

}  // namespace

PictureRows::PictureRows(const DataConfig& data) : steps_(picture_steps(data)) {}

bool PictureRows::changes_bytes() const {
  return std::ranges::any_of(steps_, [](const auto& step) { return !step->ends_bytes(); });
}

void PictureRows::add(BytePicture picture) {
  look_at_stop();
  for (const auto& step : steps_) {
    check_extents(step->shape_after(picture.shape()));
    picture = step->apply(std::move(picture));
  }
  if (rows_ == 0) shape_ = picture.shape();
  if (picture.shape() != shape_)
    throw OtherSize(
        fmt::format("it has {} pixels{}, those before it {}", size_text(picture.height, picture.width),
                    changes_bytes() ? " after the steps of preprocess" : "", size_text(shape_[1], shape_[2])),
        picture.shape());
  make_room(pixels_, picture.values.size());
  pixels_.insert(pixels_.end(), picture.values.begin(), picture.values.end());
  ++rows_;
}

void PictureRows::add_all(std::string_view bytes, const Shape& shape) {
  const auto size = static_cast<std::size_t>(size_of(shape));
  const std::size_t count = bytes.size() / size;
  if (!changes_bytes() && (rows_ == 0 || shape == shape_)) {
    shape_ = shape;
    make_room(pixels_, bytes.size());
    pixels_.insert(pixels_.end(), bytes.begin(), bytes.end());
    rows_ += static_cast<Index>(count);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view one = bytes.substr(i * size, size);
    add({shape[0], shape[1], shape[2], {one.begin(), one.end()}});
    if (i == 0) expect(static_cast<Index>(count) - 1);
  }
}

void PictureRows::expect(Index pictures) {
  const Index bytes = product_of_sizes({rows_ + pictures, size_of(shape_)});
  require_memory(bytes);
  expect_values(pixels_, static_cast<std::size_t>(bytes));
}

void PictureRows::move_to(Dataset& data) {
  data.rows = std::exchange(rows_, 0);
  data.sample_shape = shape_;
  data.columns = numbered_columns(static_cast<std::size_t>(size_of(shape_)));
  data.pixels = std::move(pixels_);
}

std::optional<std::string> set_named_classes(std::vector<std::int32_t> indices,
                                             std::vector<std::string> names, TargetKind wanted,
                                             Dataset& data) {
  if (wanted == TargetKind::input) return std::nullopt;
  data.target_names = {"y"};
  if (wanted == TargetKind::values) {
    data.target_columns = 1;
    data.targets.assign(indices.begin(), indices.end());
    return std::nullopt;
  }
  if (wanted != TargetKind::classes && names.size() != 2) {
    constexpr std::size_t shown = 5;
    const std::size_t count = std::min(shown, names.size());
    return fmt::format("the target has {} class{} ({}{}), but the loss wants two classes", names.size(),
                       names.size() == 1 ? "" : "es", join(std::span(names).first(count), ", "),
                       names.size() > shown ? ", …" : "");
  }
  data.class_names = std::move(names);
  if (wanted == TargetKind::classes) {
    data.classes = std::move(indices);
    return std::nullopt;
  }
  data.target_columns = 1;
  for (const std::int32_t index : indices)
    data.targets.push_back(wanted == TargetKind::signs ? 2 * index - 1 : index);
  return std::nullopt;
}

}  // namespace runner
