#pragma once

#include "data/augment/pictures.h"
#include "data/augmentation.h"

namespace runner {

template <class T>
class MixUp;
template <class T>
class CutMix;

/// torchvision.transforms.v2.MixUp.
struct MixUpConfig : AugmentationConfigOf<MixUpConfig, MixUp> {
  double alpha = 1;

  static Spec<MixUpConfig> spec();
  AugmentationStage stage() const override { return AugmentationStage::batch; }
  void check(const Shape& sample, ErrorSink& sink) const override;
};

/// torchvision.transforms.v2.CutMix.
struct CutMixConfig : AugmentationConfigOf<CutMixConfig, CutMix> {
  double alpha = 1;

  static Spec<CutMixConfig> spec();
  AugmentationStage stage() const override { return AugmentationStage::batch; }
  void check(const Shape& sample, ErrorSink& sink) const override;
};

template <class T>
class MixUp final : public Augmentation<T> {
 public:
  MixUp(const MixUpConfig& config, const Shape& /*sample*/) : alpha_(config.alpha) {}
  void mix(const MixedBatch<T>& batch, Generator& generator) override;

 private:
  double alpha_;
};

template <class T>
class CutMix final : public Augmentation<T> {
 public:
  CutMix(const CutMixConfig& config, const Shape& sample) : picture_(sample), alpha_(config.alpha) {}
  void mix(const MixedBatch<T>& batch, Generator& generator) override;

 private:
  AugmentedPicture picture_;
  double alpha_;
};

}  // namespace runner
