#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "nn/extents.h"
#include "nn/layer.h"
#include "nn/pictures.h"
#include "nn/rearranged.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

/// What lies between values.
enum class UpsampleMode { nearest, nearest_exact, linear, bilinear, bicubic };
constexpr auto choice_names(UpsampleMode) {
  return std::array<std::string_view, 5>{"nearest", "nearest-exact", "linear", "bilinear", "bicubic"};
}
constexpr auto refused_choices(UpsampleMode) {
  return std::array<RefusedChoice, 1>{{{"trilinear", "it is for volumes; samples are pictures or series"}}};
}

/// For each value of an output along a dimension, the values of the input whose weighted sum it is: as many
/// of each.
template <class T>
struct BlendAxis {
  Index taps = 2, outputs = 0;
  Buffer<std::int32_t> sources;
  Buffer<T> weights;
};

/// torch.nn.Upsample
struct UpsampleConfig : LayerFactory::BuildOf<UpsampleConfig, LayerConfig>, RearrangingConfig {
  std::optional<Extents> size;
  std::optional<std::variant<double, std::vector<double>>> scale_factor;
  UpsampleMode mode = UpsampleMode::nearest;
  std::optional<bool> align_corners, recompute_scale_factor;

  static Spec<UpsampleConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override {
    return mode == UpsampleMode::bicubic ? OutputRange::any : range_within(input);
  }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const;

  /// Where it repeats values.
  std::optional<Sources> sources(const Shape& sample, bool is_double) const override;
  /// Where it blends them: along [height, width], of a series the height is 1.
  template <class T>
  std::array<BlendAxis<T>, 2> blends(const Shape& sample) const;

  bool is_nearest() const { return mode <= UpsampleMode::nearest_exact; }
};

/// Pictures, or series as pictures of one row, whose values are weighted sums along either dimension.
template <class T>
class Interpolated final : public Layer<T> {
 public:
  Interpolated(const Planes& in, BlendAxis<T> y, BlendAxis<T> x);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  Planes in_;
  BlendAxis<T> y_, x_;
};

}  // namespace runner
