#pragma once

#include "data/augment/pictures.h"
#include "data/augmentation.h"

namespace runner {

template <class T>
class RandomHorizontalFlip;
template <class T>
class RandomVerticalFlip;

/// torchvision.transforms.RandomHorizontalFlip.
struct RandomHorizontalFlipConfig : AugmentationConfigOf<RandomHorizontalFlipConfig, RandomHorizontalFlip> {
  double p = 0.5;

  static Spec<RandomHorizontalFlipConfig> spec();
  void check(const Shape& sample, ErrorSink& sink) const override;
};

/// torchvision.transforms.RandomVerticalFlip.
struct RandomVerticalFlipConfig : AugmentationConfigOf<RandomVerticalFlipConfig, RandomVerticalFlip> {
  double p = 0.5;

  static Spec<RandomVerticalFlipConfig> spec();
  void check(const Shape& sample, ErrorSink& sink) const override;
};

template <class T>
class RandomHorizontalFlip final : public Augmentation<T> {
 public:
  RandomHorizontalFlip(const RandomHorizontalFlipConfig& config, const Shape& sample)
      : picture_(sample), p_(config.p) {}
  void change(T* sample, Generator& generator) override;

 private:
  AugmentedPicture picture_;
  double p_;
};

template <class T>
class RandomVerticalFlip final : public Augmentation<T> {
 public:
  RandomVerticalFlip(const RandomVerticalFlipConfig& config, const Shape& sample)
      : picture_(sample), p_(config.p) {}
  void change(T* sample, Generator& generator) override;

 private:
  AugmentedPicture picture_;
  double p_;
};

}  // namespace runner
