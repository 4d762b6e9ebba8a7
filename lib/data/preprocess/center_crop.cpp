#include "data/preprocess/center_crop.h"

#include <algorithm>
#include <cmath>

#include "spec/registration.h"

namespace runner {

namespace {

/// Where the crop begins in a picture's edge; below 0 where zeros stand before the picture. An edge that is
/// too short is padded first, the odd zero behind; else half of what is over is left out, rounded to even as
/// Python rounds.
Index crop_begin(Index edge, Index wanted) {
  if (wanted > edge) return -((wanted - edge) / 2);
  return static_cast<Index>(std::nearbyint(static_cast<double>(edge - wanted) / 2.0));
}

}  // namespace

Spec<CenterCropConfig> CenterCropConfig::spec() {
  using C = CenterCropConfig;
  return Spec<C>("CenterCrop", "The middle of each picture; where it is smaller, zeros stand around it.")
      .source("torchvision.transforms.CenterCrop")
      .formula("top = round((height - size) / 2), halves to even")
      .required("size", &C::size, "Height and width in pixels, or [height, width].", closed(1, 8192));
}

Shape CenterCropConfig::shape_after(const Shape& shape) const {
  if (const auto* both = std::get_if<1>(&size)) return {shape[0], (*both)[0], (*both)[1]};
  return {shape[0], std::get<0>(size), std::get<0>(size)};
}

BytePicture CenterCropConfig::apply(BytePicture picture) const {
  const Shape wanted = shape_after(picture.shape());
  const Index height = wanted[1], width = wanted[2];
  if (picture.height == height && picture.width == width) return picture;
  const Index top = crop_begin(picture.height, height), left = crop_begin(picture.width, width);
  BytePicture made{picture.channels, height, width, {}};
  made.values.assign(static_cast<std::size_t>(size_of(wanted)), 0);
  const Index first = std::max<Index>(-left, 0);  // column of the result that has a pixel
  const Index count = std::min(width, picture.width - left) - first;
  for (Index channel = 0; channel < picture.channels; ++channel) {
    for (Index y = 0; y < height; ++y) {
      const Index from = y + top;
      if (from < 0 || from >= picture.height) continue;
      const auto begin = picture.values.begin() + (channel * picture.height + from) * picture.width;
      std::copy_n(begin + left + first, count, made.values.begin() + (channel * height + y) * width + first);
    }
  }
  return made;
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, CenterCropConfig>();

}  // namespace runner
