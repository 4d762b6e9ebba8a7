#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "nn/layer.h"
#include "tensor/buffer.h"

namespace runner {

/// The trailing dimensions of a sample that are normalised together: one extent, several, or the last.
using NormalizedShape = std::optional<std::variant<std::int64_t, std::vector<std::int64_t>>>;

/// Those dimensions of samples of shape `input`; nothing where they are not its last ones.
std::optional<Shape> normalized_dimensions(const NormalizedShape& wanted, const Shape& input);

/// The shape is kept; reports an error at normalized_shape.
std::optional<Shape> check_normalized(const NormalizedShape& wanted, const Shape& input, ErrorSink& sink);

/// Brings rows of values to one size: subtracts their mean (unless told not to), divides by their root mean
/// square, then multiplies by learned weights and adds learned biases where there are such.
template <class T>
class RowNorm : public Layer<T> {
 public:
  /// What LayerNorm and RMSNorm differ in.
  struct Options {
    bool centred, has_weight, has_bias;
    double eps;
  };
  /// `row`: the trailing dimensions of `input` that are normalised together (`normalized_dimensions`).
  RowNorm(const Options& options, Shape row, const Shape& input, Index max_batch);

  ParameterLayout parameters() const override;
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  void backward_row(Index row, const T* x, const T* g, T* grad_in);
  T weight(Index j) const { return weight_ ? weight_[j] : T(1); }

  Options options_;
  Shape row_;
  Index length_;
  Buffer<T> mean_, inverse_;  // of each row: mean, and 1 / root mean square
  T *weight_ = nullptr, *weight_grad_ = nullptr, *bias_ = nullptr, *bias_grad_ = nullptr;  // or null
  std::vector<double> weight_sums_, bias_sums_;
};

extern template class RowNorm<float>;
extern template class RowNorm<double>;

}  // namespace runner
