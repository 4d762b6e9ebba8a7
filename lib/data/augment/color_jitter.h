#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "data/augment/pictures.h"
#include "data/augmentation.h"

namespace runner {

template <class T>
class ColorJitter;

/// torchvision.transforms.ColorJitter.
struct ColorJitterConfig : AugmentationConfigOf<ColorJitterConfig, ColorJitter> {
  NumberOrPair brightness = 0.0, contrast = 0.0, saturation = 0.0, hue = 0.0;

  static Spec<ColorJitterConfig> spec();
  bool takes_unit_interval() const override { return true; }
  void check(const Shape& sample, ErrorSink& sink) const override;

  /// From which a factor is drawn; nothing where it would change nothing.
  using FactorRange = std::optional<std::array<double, 2>>;
  std::array<FactorRange, 4> ranges() const;  ///< of brightness, contrast, saturation, hue
};

template <class T>
class ColorJitter final : public Augmentation<T> {
 public:
  ColorJitter(const ColorJitterConfig& config, const Shape& sample)
      : picture_(sample), ranges_(config.ranges()) {}
  void change(T* sample, Generator& generator) override;

 private:
  void adjust_brightness(T* sample, double factor) const;
  void adjust_contrast(T* sample, double factor) const;
  void adjust_saturation(T* sample, double factor) const;
  void adjust_hue(T* sample, double factor) const;
  T gray(const T* pixel) const;

  AugmentedPicture picture_;
  std::array<ColorJitterConfig::FactorRange, 4> ranges_;
};

}  // namespace runner
