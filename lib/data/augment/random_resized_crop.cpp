#include "data/augment/random_resized_crop.h"

#include <algorithm>
#include <cmath>

#include "spec/registration.h"
#include "tensor/copy.h"

namespace runner {

Spec<RandomResizedCropConfig> RandomResizedCropConfig::spec() {
  using C = RandomResizedCropConfig;
  return Spec<C>("RandomResizedCrop", "A random part of the picture, stretched to its size.")
      .source("torchvision.transforms.RandomResizedCrop")
      .formula(
          "area = H · W · U[scale), a = exp U[log ratio): round(√(area / a)) × round(√(area · a)) pixels\n"
          "drawn anew up to ten times where the picture is smaller; then the largest part in its middle")
      .required("size", &C::size,
                "Height and width of what comes out, or one number for both; they must be those of the "
                "samples, which evaluations see whole.",
                closed(1, 1e6))
      .field("scale", &C::scale, "The smallest and the largest share of the picture.", closed(0, 1))
      .field("ratio", &C::ratio, "The smallest and the largest width divided by height.", ratio_range)
      .field("interpolation", &C::interpolation,
             "How the part is stretched; as it never shrinks, antialias would change nothing.")
      .check("scale", "expected [smallest, largest]", [](const C& c) { return c.scale[0] <= c.scale[1]; })
      .check("ratio", "expected [smallest, largest]", [](const C& c) { return c.ratio[0] <= c.ratio[1]; });
}

void RandomResizedCropConfig::check(const Shape& sample, ErrorSink& sink) const {
  check_same_size("RandomResizedCrop", size, sample, sink);
}

template <class T>
RandomResizedCrop<T>::RandomResizedCrop(const RandomResizedCropConfig& config, const Shape& sample)
    : picture_(sample),
      ratio_(config.ratio),
      interpolation_(config.interpolation),
      sides_(picture_.pixels(), config.scale, config.ratio),
      rows_(static_cast<std::size_t>(picture_.height)),
      columns_(static_cast<std::size_t>(picture_.width)),
      before_(picture_.pixels()),
      widened_(picture_.pixels()) {}

template <class T>
typename RandomResizedCrop<T>::Part RandomResizedCrop<T>::draw(Generator& generator) const {
  constexpr int attempts = 10;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const auto [width, height] = sides_.draw(generator);
    if (width <= 0 || width > picture_.width || height <= 0 || height > picture_.height) continue;
    const Index top = draw_index(generator, picture_.height - height + 1);
    return {top, draw_index(generator, picture_.width - width + 1), height, width};
  }
  return middle();
}

/// The largest part whose ratio is allowed.
template <class T>
typename RandomResizedCrop<T>::Part RandomResizedCrop<T>::middle() const {
  const auto width = static_cast<double>(picture_.width), height = static_cast<double>(picture_.height);
  Part part{0, 0, picture_.height, picture_.width};
  if (width / height < ratio_[0]) {
    part.height = static_cast<Index>(std::nearbyint(width / ratio_[0]));
  } else if (width / height > ratio_[1]) {
    part.width = static_cast<Index>(std::nearbyint(height * ratio_[1]));
  }
  part.height = std::max(part.height, Index{1});  // where torchvision would fail
  part.width = std::max(part.width, Index{1});
  part.top = (picture_.height - part.height) / 2;
  part.left = (picture_.width - part.width) / 2;
  return part;
}

/// From which pixels of `length` each of the `to.size()` comes, as torch.nn.functional.interpolate has it.
template <class T>
void RandomResizedCrop<T>::blends(Index length, std::vector<Blend>& to) const {
  const auto all = static_cast<Index>(to.size());
  for (Index i = 0; i < all; ++i) {
    Blend& blend = to[static_cast<std::size_t>(i)];
    if (interpolation_ == PixelSampling::nearest) {
      const float scale = static_cast<float>(length) / static_cast<float>(all);
      const auto place = static_cast<Index>(std::floor(static_cast<float>(i) * scale));
      blend = {std::min(place, length - 1), 0, T(1), T(0)};
      blend.second = blend.first;
      continue;
    }
    const T scale = static_cast<T>(length) / static_cast<T>(all);
    const T place = std::max((static_cast<T>(i) + T(0.5)) * scale - T(0.5), T(0));
    const Index first = std::min(static_cast<Index>(place), length - 1);
    const T second = place - static_cast<T>(first);
    blend = {first, std::min(first + 1, length - 1), T(1) - second, second};
  }
}

template <class T>
void RandomResizedCrop<T>::change(T* sample, Generator& generator) {
  const Part part = draw(generator);
  blends(part.height, rows_);
  blends(part.width, columns_);
  for (Index c = 0; c < picture_.channels; ++c) {
    T* channel = sample + c * picture_.pixels();
    copy_values(channel, picture_.pixels(), before_.data());
    for (Index i = 0; i < part.height; ++i) {
      const T* from = before_.data() + (part.top + i) * picture_.width + part.left;
      T* to = widened_.data() + i * picture_.width;
      for (const Blend& blend : columns_)
        *to++ = from[blend.first] * blend.first_weight + from[blend.second] * blend.second_weight;
    }
    for (const Blend& blend : rows_) {
      const T* first = widened_.data() + blend.first * picture_.width;
      const T* second = widened_.data() + blend.second * picture_.width;
      for (Index j = 0; j < picture_.width; ++j)
        *channel++ = first[j] * blend.first_weight + second[j] * blend.second_weight;
    }
  }
}

template class RandomResizedCrop<float>;
template class RandomResizedCrop<double>;

template Registration<AugmentationConfig> registration<AugmentationConfig, RandomResizedCropConfig>();

}  // namespace runner
