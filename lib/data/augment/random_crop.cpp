#include "data/augment/random_crop.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"
#include "tensor/copy.h"

namespace runner {

Spec<RandomCropConfig> RandomCropConfig::spec() {
  using C = RandomCropConfig;
  return Spec<C>("RandomCrop", "A part of the picture at a random place, after a border was put around it.")
      .source("torchvision.transforms.RandomCrop")
      .formula("y[c, i, j] = padded[c, top + i, left + j]; top and left are drawn where there is a choice")
      .required("size", &C::size,
                "Height and width of the part, or one number for both; they must be those of the samples, "
                "which evaluations see whole.",
                closed(1, 1e6))
      .field("padding", &C::padding,
             "Pixels around the picture: a number, [left and right, top and bottom], or [left, top, right, "
             "bottom].",
             closed(0, 1e6))
      .field(
          "pad_if_needed", &C::pad_if_needed,
          "Put a border around pictures that are smaller than the part; where the size is theirs, none is.")
      .field("fill", &C::fill, "Value of a constant border.")
      .field(
          "padding_mode", &C::padding_mode,
          "The border is fill, the nearest pixel (edge), or the mirrored picture without (reflect) or with "
          "(symmetric) its last pixel.")
      .check("padding", "expected a number, or a list of 1, 2 or 4 of them", [](const C& c) {
        const auto* list = c.padding ? std::get_if<std::vector<std::int64_t>>(&*c.padding) : nullptr;
        return !list || list->size() == 1 || list->size() == 2 || list->size() == 4;
      });
}

RandomCropConfig::Border RandomCropConfig::border() const {
  if (!padding) return {};
  if (const auto* all = std::get_if<std::int64_t>(&*padding)) return {*all, *all, *all, *all};
  const auto& list = std::get<std::vector<std::int64_t>>(*padding);
  if (list.size() == 1) return {list[0], list[0], list[0], list[0]};
  if (list.size() == 2) return {list[0], list[1], list[0], list[1]};
  return {list[0], list[1], list[2], list[3]};
}

void RandomCropConfig::check(const Shape& sample, ErrorSink& sink) const {
  check_same_size("RandomCrop", size, sample, sink);
  if (sample.size() != 3 || padding_mode == CropPadding::constant || padding_mode == CropPadding::edge)
    return;
  const AugmentedPicture picture(sample);
  const Border around = border();
  const Index spared = padding_mode == CropPadding::reflect ? 1 : 0;
  const auto look = [&](std::string_view side, Index pixels, Index length) {
    if (pixels <= length - spared) return;
    sink.error("padding", fmt::format("a mirrored border ({}) of {} pixels {} takes more than a picture of "
                                      "shape {} has; at most {} are possible",
                                      choice_names(CropPadding())[static_cast<std::size_t>(padding_mode)],
                                      pixels, side, shape_text(sample), length - spared));
  };
  look("left and right", std::max(around.left, around.right), picture.width);
  look("at top and bottom", std::max(around.top, around.bottom), picture.height);
}

/// Which pixel of a line of `length` stands at each place of the padded line.
template <class T>
std::vector<Index> RandomCrop<T>::places(Index before, Index length, Index after, CropPadding mode) {
  std::vector<Index> from;
  for (Index i = -before; i < length + after; ++i) {
    if (i >= 0 && i < length) {
      from.push_back(i);
    } else if (mode == CropPadding::constant) {
      from.push_back(outside);
    } else if (mode == CropPadding::edge) {
      from.push_back(std::clamp(i, Index{0}, length - 1));
    } else {
      const Index again = mode == CropPadding::symmetric ? 1 : 0;  // the last pixel stands there twice
      from.push_back(i < 0 ? -i - again : 2 * (length - 1) + again - i);
    }
  }
  return from;
}

template <class T>
RandomCrop<T>::RandomCrop(const RandomCropConfig& config, const Shape& sample)
    : picture_(sample), fill_(static_cast<T>(config.fill)), before_(picture_.size()) {
  const RandomCropConfig::Border around = config.border();
  rows_ = places(around.top, picture_.height, around.bottom, config.padding_mode);
  columns_ = places(around.left, picture_.width, around.right, config.padding_mode);
}

template <class T>
void RandomCrop<T>::change(T* sample, Generator& generator) {
  const Index more_rows = static_cast<Index>(rows_.size()) - picture_.height;
  const Index more_columns = static_cast<Index>(columns_.size()) - picture_.width;
  if (more_rows == 0 && more_columns == 0) return;
  const Index top = draw_index(generator, more_rows + 1);
  const Index left = draw_index(generator, more_columns + 1);
  copy_values(sample, picture_.size(), before_.data());
  const Index* columns = columns_.data() + left;
  for (Index line = 0; line < picture_.channels * picture_.height; ++line) {
    const Index channel = line / picture_.height, y = line % picture_.height;
    const Index row = rows_[static_cast<std::size_t>(top + y)];
    T* to = sample + line * picture_.width;
    if (row == outside) {
      std::fill_n(to, picture_.width, fill_);
      continue;
    }
    const T* from = before_.data() + (channel * picture_.height + row) * picture_.width;
    for (Index x = 0; x < picture_.width; ++x) to[x] = columns[x] == outside ? fill_ : from[columns[x]];
  }
}

template class RandomCrop<float>;
template class RandomCrop<double>;

template Registration<AugmentationConfig> registration<AugmentationConfig, RandomCropConfig>();

}  // namespace runner
