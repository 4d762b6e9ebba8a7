#include "data/augment/random_rotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "spec/registration.h"
#include "tensor/copy.h"

namespace runner {

Spec<RandomRotationConfig> RandomRotationConfig::spec() {
  using C = RandomRotationConfig;
  return Spec<C>("RandomRotation", "The picture turned by a random angle; it keeps its size.")
      .source("torchvision.transforms.RandomRotation")
      .formula(
          "an angle from U[low, high), counter-clockwise; what comes from outside of the picture is fill")
      .required("degrees", &C::degrees, "The angles, [low, high]; a number d means [-d, d].",
                closed(-1e6, 1e6))
      .field("interpolation", &C::interpolation, "Which pixel stands for a place between pixels.")
      .field("center", &C::center,
             "The point [x, y] that stays, in pixels from the upper left corner; by "
             "default the middle.",
             closed(-1e6, 1e6))
      .field("fill", &C::fill, "Value of what was outside: a number, or one for each channel.")
      .check("degrees", "a single number must be at least 0: it means from -degrees to degrees",
             [](const C& c) {
               const auto* number = std::get_if<double>(&c.degrees);
               return !number || *number >= 0;
             })
      .check("degrees", "expected [low, high] with low <= high", [](const C& c) {
        const auto* pair = std::get_if<std::array<double, 2>>(&c.degrees);
        return !pair || (*pair)[0] <= (*pair)[1];
      });
}

void RandomRotationConfig::check(const Shape& sample, ErrorSink& sink) const {
  if (!check_picture("RandomRotation", sample, sink)) return;
  const auto* list = std::get_if<std::vector<double>>(&fill);
  if (!list || list->size() == 1 || static_cast<Index>(list->size()) == sample[0]) return;
  sink.error("fill", fmt::format("{} values for pictures of {} channel{}: {}", list->size(), sample[0],
                                 sample[0] == 1 ? "" : "s", shape_text(sample)));
}

std::array<double, 2> RandomRotationConfig::angles() const {
  if (const auto* number = std::get_if<double>(&degrees)) return {-*number, *number};
  return std::get<std::array<double, 2>>(degrees);
}

template <class T>
RandomRotation<T>::RandomRotation(const RandomRotationConfig& config, const Shape& sample)
    : picture_(sample),
      angles_(config.angles()),
      interpolation_(config.interpolation),
      before_(picture_.size()) {
  if (config.center) {
    center_ = {(*config.center)[0] - static_cast<double>(picture_.width) * 0.5,
               (*config.center)[1] - static_cast<double>(picture_.height) * 0.5};
  }
  const auto* list = std::get_if<std::vector<double>>(&config.fill);
  for (std::size_t c = 0; c < static_cast<std::size_t>(picture_.channels); ++c) {
    const double value = !list ? std::get<double>(config.fill) : (*list)[list->size() == 1 ? 0 : c];
    fill_.push_back(static_cast<T>(value));
  }
}

/// torchvision's affine grid, then torch.nn.functional.grid_sample(align_corners=False) with zeros outside,
/// of the picture and of a mask of ones: where that is no longer 1, fill is blended in.
template <class T>
void RandomRotation<T>::change(T* sample, Generator& generator) {
  const double angle = -draw_uniform<T>(generator, angles_[0], angles_[1]) * (std::numbers::pi / 180);
  const double cos = std::cos(angle), sin = std::sin(angle);
  const double right = cos * -center_[0] + sin * -center_[1] + center_[0];
  const double down = -sin * -center_[0] + cos * -center_[1] + center_[1];
  const T half_width = T(0.5) * static_cast<T>(picture_.width);
  const T half_height = T(0.5) * static_cast<T>(picture_.height);
  // Of the place (-1 to 1) that a pixel comes from: by its x, its y, and by none.
  const std::array<T, 3> to_x = {static_cast<T>(cos) / half_width, static_cast<T>(sin) / half_width,
                                 static_cast<T>(right) / half_width};
  const std::array<T, 3> to_y = {static_cast<T>(-sin) / half_height, static_cast<T>(cos) / half_height,
                                 static_cast<T>(down) / half_height};
  copy_values(sample, picture_.size(), before_.data());
  // PyTorch's build fuses the last product and sum, by which a right angle's ties between pixels are decided.
  for (Index i = 0; i < picture_.height; ++i) {
    const T y = static_cast<T>(i) + T(0.5) - half_height;
    for (Index j = 0; j < picture_.width; ++j) {
      const T x = static_cast<T>(j) + T(0.5) - half_width;
      const T from_x = std::fma(x * to_x[0] + y * to_x[1] + to_x[2] + T(1), half_width, T(-0.5));
      const T from_y = std::fma(x * to_y[0] + y * to_y[1] + to_y[2] + T(1), half_height, T(-0.5));
      T* to = sample + i * picture_.width + j;
      interpolation_ == PixelSampling::nearest ? take_nearest(from_x, from_y, to)
                                               : take_blended(from_x, from_y, to);
    }
  }
}

template <class T>
void RandomRotation<T>::take_nearest(T x, T y, T* to) const {
  x = std::nearbyint(x);
  y = std::nearbyint(y);
  const bool inside =
      x >= 0 && y >= 0 && x < static_cast<T>(picture_.width) && y < static_cast<T>(picture_.height);
  const Index at = inside ? static_cast<Index>(y) * picture_.width + static_cast<Index>(x) : 0;
  for (Index c = 0; c < picture_.channels; ++c) {
    to[c * picture_.pixels()] =
        inside ? before_.data()[c * picture_.pixels() + at] : fill_[static_cast<std::size_t>(c)];
  }
}

template <class T>
void RandomRotation<T>::take_blended(T x, T y, T* to) const {
  const bool touches =
      x > -1 && y > -1 && x < static_cast<T>(picture_.width) && y < static_cast<T>(picture_.height);
  const T left = touches ? std::floor(x) : T(0), top = touches ? std::floor(y) : T(0);
  const T east = x - left, west = T(1) - east, south = y - top, north = T(1) - south;
  struct Neighbour {
    Index at;
    T weight;
  };
  std::array<Neighbour, 4> inside;
  std::size_t count = 0;
  T mask = 0;
  const auto add = [&](Index column, Index row, T weight) {
    if (column < 0 || row < 0 || column >= picture_.width || row >= picture_.height) return;
    inside[count++] = {row * picture_.width + column, weight};
    mask += weight;
  };
  if (touches) {
    const auto column = static_cast<Index>(left), row = static_cast<Index>(top);
    add(column, row, west * north);
    add(column + 1, row, east * north);
    add(column, row + 1, west * south);
    add(column + 1, row + 1, east * south);
  }
  for (Index c = 0; c < picture_.channels; ++c) {
    T sum = 0;
    for (std::size_t k = 0; k < count; ++k)
      sum += before_.data()[c * picture_.pixels() + inside[k].at] * inside[k].weight;
    to[c * picture_.pixels()] = sum * mask + (T(1) - mask) * fill_[static_cast<std::size_t>(c)];
  }
}

template class RandomRotation<float>;
template class RandomRotation<double>;

template Registration<AugmentationConfig> registration<AugmentationConfig, RandomRotationConfig>();

}  // namespace runner
