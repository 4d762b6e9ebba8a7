#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/random.h"
#include "spec/component.h"
#include "spec/error_sink.h"
#include "tensor/factory.h"
#include "tensor/matrix.h"

namespace runner {

/// Where an augmentation stands on the way of a sample into a mini-batch.
enum class AugmentationStage {
  pixels,      ///< of one sample, before the steps of `preprocess` that are done late (Normalize)
  normalized,  ///< of one sample, behind them
  batch        ///< of a whole mini-batch with its classes
};

/// A mini-batch of classes that is mixed.
template <class T>
struct MixedBatch {
  Matrix<T> samples;
  Matrix<T> classes;  ///< rows × classes: the share of each class in the sample
  T* spare;           ///< room for a row of either
};

/// Changes samples of the training part, each time that they come into a mini-batch. It allocates when built,
/// never later; all that is random it draws from the generator that it is given, as torchvision does with
/// pictures that are tensors.
template <class T>
class Augmentation {
 public:
  virtual ~Augmentation() = default;

  /// Of a stage of one sample: changes it in place.
  virtual void change(T* /*sample*/, Generator& /*generator*/) {}

  /// Of the stage `batch`.
  virtual void mix(const MixedBatch<T>& /*batch*/, Generator& /*generator*/) {}
};

/// `make<T>(sample)`: an augmentation of samples of this shape, for which `check` had nothing to say.
using AugmentationFactory = Factory<Augmentation, const Shape&>;

/// An augmentation's options; also its factory. Names, defaults and draws are torchvision's.
struct AugmentationConfig : AugmentationFactory {
  static constexpr std::string_view kind = "augmentation";
  static constexpr std::string_view plural = "augmentations";

  virtual AugmentationStage stage() const { return AugmentationStage::pixels; }

  /// Whether it takes pixels in [0, 1], as torchvision's ToTensor gives them, and cuts off what is not.
  virtual bool takes_unit_interval() const { return false; }

  /// Reports an error where samples of this shape can't be changed so.
  virtual void check(const Shape& sample, ErrorSink& sink) const = 0;
};

/// Ties a config to its augmentation: `struct MixUpConfig : AugmentationConfigOf<MixUpConfig, MixUp>`, where
/// `MixUp<T>` is built from (const MixUpConfig&, const Shape&).
template <class C, template <class> class A>
struct AugmentationConfigOf : AugmentationFactory::BuildOf<C, AugmentationConfig> {
  template <class T>
  std::unique_ptr<Augmentation<T>> build(const Shape& sample) const {
    return std::make_unique<A<T>>(static_cast<const C&>(*this), sample);
  }
};

}  // namespace runner
