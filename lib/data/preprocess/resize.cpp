#include "data/preprocess/resize.h"

#include <algorithm>

#include "data/pictures/resample.h"
#include "spec/registration.h"

namespace runner {

Spec<ResizeConfig> ResizeConfig::spec() {
  using C = ResizeConfig;
  return Spec<C>("Resize",
                 "Pictures get another size, by the same fixed-point arithmetic as PIL's bilinear resize.")
      .source("torchvision.transforms.Resize of a PIL picture")
      .formula(
          "each pixel is the weighted mean of those that it covers, by triangles as wide as two of its own")
      .required(
          "size", &C::size,
          "The smaller edge in pixels, the other one in proportion and rounded down; or [height, width].",
          closed(1, 8192));
}

Shape ResizeConfig::shape_after(const Shape& shape) const {
  if (const auto* both = std::get_if<1>(&size)) return {shape[0], (*both)[0], (*both)[1]};
  const std::int64_t edge = std::get<0>(size);
  const Index smaller = std::min(shape[1], shape[2]), larger = std::max(shape[1], shape[2]);
  // Python's int(size * long / short), a division of doubles.
  const auto other = static_cast<Index>(static_cast<double>(edge) * static_cast<double>(larger) /
                                        static_cast<double>(smaller));
  if (shape[1] <= shape[2]) return {shape[0], edge, other};
  return {shape[0], other, edge};
}

BytePicture ResizeConfig::apply(BytePicture picture) const {
  const Shape wanted = shape_after(picture.shape());
  return resampled(std::move(picture), wanted[1], wanted[2]);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, ResizeConfig>();

}  // namespace runner
