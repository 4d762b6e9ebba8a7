#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "data/augment/pictures.h"
#include "data/augmentation.h"
#include "tensor/buffer.h"

namespace runner {

enum class ErasedBy { random };
constexpr auto choice_names(ErasedBy) {
  return std::array<std::string_view, 1>{"random"};
}

template <class T>
class RandomErasing;

/// torchvision.transforms.RandomErasing.
struct RandomErasingConfig : AugmentationConfigOf<RandomErasingConfig, RandomErasing> {
  double p = 0.5;
  std::array<double, 2> scale = {0.02, 0.33};
  std::array<double, 2> ratio = {0.3, 3.3};
  std::variant<double, std::vector<double>, ErasedBy> value = 0.0;

  static Spec<RandomErasingConfig> spec();
  AugmentationStage stage() const override { return AugmentationStage::normalized; }
  void check(const Shape& sample, ErrorSink& sink) const override;
};

template <class T>
class RandomErasing final : public Augmentation<T> {
 public:
  RandomErasing(const RandomErasingConfig& config, const Shape& sample);
  void change(T* sample, Generator& generator) override;

 private:
  AugmentedPicture picture_;
  double p_;
  RectangleDraw<T> sides_;
  std::vector<T> values_;  // of each channel; empty: drawn
  Buffer<float> drawn_;    // as torchvision draws them whatever the default dtype
};

}  // namespace runner
