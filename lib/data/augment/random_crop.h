#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "data/augment/pictures.h"
#include "data/augmentation.h"
#include "tensor/buffer.h"

namespace runner {

enum class CropPadding { constant, edge, reflect, symmetric };
constexpr auto choice_names(CropPadding) {
  return std::array<std::string_view, 4>{"constant", "edge", "reflect", "symmetric"};
}

template <class T>
class RandomCrop;

/// torchvision.transforms.RandomCrop.
struct RandomCropConfig : AugmentationConfigOf<RandomCropConfig, RandomCrop> {
  SquareOrSides size = std::int64_t{0};
  std::optional<std::variant<std::int64_t, std::vector<std::int64_t>>> padding;
  bool pad_if_needed = false;
  double fill = 0;
  CropPadding padding_mode = CropPadding::constant;

  static Spec<RandomCropConfig> spec();
  void check(const Shape& sample, ErrorSink& sink) const override;

  struct Border {
    Index left = 0, top = 0, right = 0, bottom = 0;
  };
  Border border() const;
};

template <class T>
class RandomCrop final : public Augmentation<T> {
 public:
  RandomCrop(const RandomCropConfig& config, const Shape& sample);
  void change(T* sample, Generator& generator) override;

 private:
  static constexpr Index outside = -1;
  static std::vector<Index> places(Index before, Index length, Index after, CropPadding mode);

  AugmentedPicture picture_;
  T fill_;
  std::vector<Index> rows_, columns_;  // of the padded picture: which of the picture they are, or `outside`
  Buffer<T> before_;
};

}  // namespace runner
