#pragma once

#include <array>
#include <optional>
#include <variant>
#include <vector>

#include "data/augment/pictures.h"
#include "data/augmentation.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class RandomRotation;

/// torchvision.transforms.RandomRotation without `expand`, by which samples would differ in size.
struct RandomRotationConfig : AugmentationConfigOf<RandomRotationConfig, RandomRotation> {
  NumberOrPair degrees = 0.0;
  PixelSampling interpolation = PixelSampling::nearest;
  std::optional<std::array<double, 2>> center;
  std::variant<double, std::vector<double>> fill = 0.0;

  static Spec<RandomRotationConfig> spec();
  void check(const Shape& sample, ErrorSink& sink) const override;

  std::array<double, 2> angles() const;
};

template <class T>
class RandomRotation final : public Augmentation<T> {
 public:
  RandomRotation(const RandomRotationConfig& config, const Shape& sample);
  void change(T* sample, Generator& generator) override;

 private:
  void take_nearest(T x, T y, T* to) const;
  void take_blended(T x, T y, T* to) const;

  AugmentedPicture picture_;
  std::array<double, 2> angles_;
  PixelSampling interpolation_;
  std::array<double, 2> center_ = {0, 0};  // from the picture's middle
  std::vector<T> fill_;                    // of each channel
  Buffer<T> before_;
};

}  // namespace runner
