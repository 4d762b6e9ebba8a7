#pragma once

#include <array>
#include <vector>

#include "data/augment/pictures.h"
#include "data/augmentation.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class RandomResizedCrop;

/// torchvision.transforms.RandomResizedCrop.
struct RandomResizedCropConfig : AugmentationConfigOf<RandomResizedCropConfig, RandomResizedCrop> {
  SquareOrSides size = std::int64_t{0};
  std::array<double, 2> scale = {0.08, 1.0};
  std::array<double, 2> ratio = {3.0 / 4.0, 4.0 / 3.0};
  PixelSampling interpolation = PixelSampling::bilinear;

  static Spec<RandomResizedCropConfig> spec();
  void check(const Shape& sample, ErrorSink& sink) const override;
};

template <class T>
class RandomResizedCrop final : public Augmentation<T> {
 public:
  RandomResizedCrop(const RandomResizedCropConfig& config, const Shape& sample);
  void change(T* sample, Generator& generator) override;

 private:
  struct Part {
    Index top, left, height, width;
  };
  /// Two neighbours in a line and how much they count.
  struct Blend {
    Index first, second;
    T first_weight, second_weight;
  };
  Part draw(Generator& generator) const;
  Part middle() const;
  void blends(Index length, std::vector<Blend>& to) const;

  AugmentedPicture picture_;
  std::array<double, 2> ratio_;
  PixelSampling interpolation_;
  RectangleDraw<T> sides_;
  std::vector<Blend> rows_, columns_;
  Buffer<T> before_, widened_;  // a channel as it was; its part in full width
};

}  // namespace runner
