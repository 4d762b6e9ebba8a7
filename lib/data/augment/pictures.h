#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/random.h"
#include "spec/error_sink.h"
#include "spec/type.h"
#include "tensor/matrix.h"

namespace runner {

/// A sample [channels, height, width] as augmentations see it.
struct AugmentedPicture {
  Index channels = 0, height = 0, width = 0;

  /// Of a shape that `check_picture` has found to be one.
  explicit AugmentedPicture(const Shape& sample) : channels(sample[0]), height(sample[1]), width(sample[2]) {}

  Index pixels() const { return height * width; }  ///< of a channel
  Index size() const { return channels * pixels(); }
};

/// Reports an error, and gives false, unless samples of this shape are pictures.
bool check_picture(std::string_view augmentation, const Shape& sample, ErrorSink& sink);

/// Height and width, or one number for both.
using SquareOrSides = std::variant<std::int64_t, std::array<std::int64_t, 2>>;
std::array<std::int64_t, 2> sides_of(const SquareOrSides& size);

/// Reports an error unless samples are pictures of this size already: evaluations see them as they are.
void check_same_size(std::string_view augmentation, const SquareOrSides& size, const Shape& sample,
                     ErrorSink& sink);

/// The ends of an interval, or a number of which they are made.
using NumberOrPair = std::variant<double, std::array<double, 2>>;

/// How pixels between pixels are found.
enum class PixelSampling { nearest, bilinear };
constexpr auto choice_names(PixelSampling) {
  return std::array<std::string_view, 2>{"nearest", "bilinear"};
}

// Draws as torchvision makes them, each one value of a tensor: T is torch's default dtype.

/// `torch.empty(1).uniform_(from, to).item()`.
template <class T>
double draw_uniform(Generator& generator, double from, double to);
/// `torch.rand(1) < p`.
template <class T>
bool draw_event(Generator& generator, double p);
/// `torch.randint(0, count, size=(1,)).item()`; count: 1 to 2²⁸ - 1.
Index draw_index(Generator& generator, Index count);

/// Of ratios of a rectangle's sides.
inline constexpr Range ratio_range{.low = 1e-4, .high = 1e4};

/// Draws the sides of rectangles: their area is a share of a picture's `pixels`, uniform in `scale`, and a is
/// uniform in `ratio` by its logarithm.
template <class T>
class RectangleDraw {
 public:
  RectangleDraw(Index pixels, const std::array<double, 2>& scale, const std::array<double, 2>& ratio);
  /// round(√(area · a)) and round(√(area / a)).
  std::array<Index, 2> draw(Generator& generator) const;

 private:
  double pixels_;
  std::array<double, 2> scale_, log_ratio_;
};

}  // namespace runner
