#include "nn/layers/linear.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "base/text.h"
#include "nn/initializers/kaiming.h"
#include "spec/registration.h"
#include "tensor/product.h"

// The products are in tensor/product.h; this decides what they are given. With bfloat16 wanted,
// RoundedProducts stands in the place of all three.

namespace runner {
namespace {

constexpr double most_features = 1 << 24;
// Fewer samples leave a part of a register empty where they stand side by side in it.
constexpr Index least_gathered = 16;
// Of a sample: a copy of fewer takes less time than turning the product over.
constexpr Index least_gathered_features = 128;
// Parameters that leave the nearest cache before an optimizer comes to them.
constexpr Index least_updated = 1 << 14;

bool suits_blocks(Index samples, Index features) {
  return samples <= most_block_depth && samples * features <= most_block_values;
}

/// Puts blocks of a gradient where it belongs.
template <class T>
class StoredBlocks final : public BlockTaker<T> {
 public:
  explicit StoredBlocks(Matrix<T> gradient) : gradient_(gradient) {}
  void take(Index row, Index column, Index rows, Index columns, const T* values, Index step) override {
    for (Index i = 0; i < rows; ++i) std::copy_n(values + i * step, columns, gradient_.row(row + i) + column);
  }

 private:
  Matrix<T> gradient_;
};

/// Has parameters changed by them.
template <class T>
class UpdatingBlocks final : public BlockTaker<T> {
 public:
  UpdatingBlocks(Matrix<T> weight, ParameterUpdates<T>& updates) : weight_(weight), updates_(updates) {}
  void take(Index row, Index column, Index rows, Index columns, const T* values, Index step) override {
    updates_.update({weight_.row(row) + column, values, rows, columns, weight_.cols, step});
  }

 private:
  Matrix<T> weight_;
  ParameterUpdates<T>& updates_;
};

}  // namespace

Spec<LinearConfig> LinearConfig::spec() {
  using C = LinearConfig;
  return Spec<C>("Linear", "Every output is a weighted sum of all inputs plus a bias.")
      .source("torch.nn.Linear")
      .formula("y = x·Wᵀ + b; at first W and b ~ U[-1/√in_features, 1/√in_features)")
      .field("in_features", &C::in_features, "Number of inputs; by default what the layer before gives.",
             closed(1, most_features))
      .required("out_features", &C::out_features, "Number of outputs.", closed(1, most_features))
      .field("bias", &C::bias, "Whether a learned number is added to every output.")
      .field("weight_init", &C::weight_init,
             "First weights: an initializer, or the values as out_features lists of in_features numbers.")
      .field("bias_init", &C::bias_init, "First biases: an initializer, or a list of out_features numbers.")
      .check("bias_init", "bias_init is given, but bias is false",
             [](const C& c) { return c.bias || !c.bias_init; });
}

std::optional<Shape> LinearConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (input.size() != 1) {
    sink.error(
        "", fmt::format(
                "Linear takes samples of one dimension, but the layer receives {}; put a Flatten before it",
                batch_text(input)));
  } else if (in_features && *in_features != input[0]) {
    sink.error("in_features",
               fmt::format("in_features is {}, but the layer receives {}; leave it out", *in_features,
                           counted(static_cast<std::size_t>(input[0]), "feature")));
  } else {
    check_first_values(weight_init, {out_features, input[0]}, "weight", sink);
  }
  check_first_values(bias_init, {out_features}, "bias", sink);
  return Shape{out_features};
}

Index LinearConfig::parameter_count(const Shape& input) const {
  return product_of_sizes({out_features, input[0] + (bias ? 1 : 0)});
}

LayerCost LinearConfig::cost(const Shape& input, const Shape& /*output*/) const {
  const Index depth = input[0] + (bias ? 1 : 0);  // the bias as the weight of an input that is always 1
  LayerCost cost{.multiply_adds = product_of_sizes({out_features, depth})};
  // So short a sum takes no longer than writing it down.
  constexpr Index scale_and_shift = 2;
  if (depth > scale_and_shift) {
    cost.product = {1, out_features, depth};
  } else {
    cost.mapped_values = out_features;
  }
  return cost;
}

OutputRange LinearConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
Linear<T>::Linear(const LinearConfig& config, const Shape& input, Index max_batch)
    : config_(config), max_batch_(max_batch) {
  weight_.rows = weight_grad_.rows = config.out_features;
  weight_.cols = weight_grad_.cols = input[0];
}

template <class T>
ParameterLayout Linear<T>::parameters() const {
  ParameterLayout layout = {{"weight", {weight_.rows, weight_.cols}, 0, weight_.size()}};
  if (config_.bias) layout.push_back({"bias", {weight_.rows}, weight_.size(), weight_.rows});
  return layout;
}

template <class T>
void Linear<T>::attach(T* parameters, T* gradients) {
  weight_.data = parameters;
  weight_grad_.data = gradients;
  if (!config_.bias) return;
  bias_ = parameters + weight_.size();
  bias_grad_ = gradients + weight_.size();
}

template <class T>
void Linear<T>::initialize(Generator& generator) {
  // torch.nn.Linear's way to U[-1/√in, 1/√in): through kaiming_uniform_, whose arithmetic decides the last
  // bit.
  KaimingUniformConfig kaiming;
  kaiming.a = std::sqrt(5.0);
  kaiming.fill(weight_.span(), {weight_.rows, weight_.cols}, generator);
  const double bound = 1 / std::sqrt(static_cast<double>(weight_.cols));
  generator.uniform(bias_values(), -bound, bound);
}

template <class T>
void Linear<T>::apply_user_init(Generator& generator) {
  fill_first_values(config_.weight_init, {weight_.rows, weight_.cols}, weight_.span(), generator);
  fill_first_values(config_.bias_init, {weight_.rows}, bias_values(), generator);
}

template <class T>
void Linear<T>::use_bfloat16() {
  rounded_ = std::make_unique<RoundedProducts>(weight_.cols, weight_.rows, max_batch_);
}

template <class T>
void Linear<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  if constexpr (std::is_same_v<T, float>) {
    if (rounded_) {
      return rounded_->forward(in, weight_, context.same_parameters, bias_, fuse_relu_, out, context.threads);
    }
  }
  multiply_transposed<T>(in, weight_, bias_, out, context.threads, fuse_relu_, context.order);
}

template <class T>
bool Linear<T>::gathers(Index samples) const {
  return !rounded_ && weight_.cols >= least_gathered_features && samples >= least_gathered &&
         suits_blocks(samples, weight_.cols);
}

template <class T>
Index Linear<T>::updated_values() const {
  return !rounded_ && weight_.size() >= least_updated ? weight_.size() : 0;
}

template <class T>
void Linear<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                         Matrix<T> grad_in, const ForwardContext& context) {
  if constexpr (std::is_same_v<T, float>) {
    if (rounded_) {
      rounded_->weight_gradient(grad_out, in, weight_grad_, context.threads);
      if (bias_grad_) sum_columns<T>(grad_out, bias_grad_);
      return input_gradient(in, grad_out, grad_in, context);
    }
  }
  weight_gradient(in, grad_out, context);
  if (bias_grad_) sum_columns<T>(grad_out, bias_grad_);
  input_gradient(in, grad_out, grad_in, context);
}

/// The gradient by the input is by the weights as they were.
template <class T>
void Linear<T>::backward_and_update(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                                    Matrix<T> grad_in, const ForwardContext& context,
                                    ParameterUpdates<T>& updates) {
  input_gradient(in, grad_out, grad_in, context);
  if (bias_grad_) sum_columns<T>(grad_out, bias_grad_);
  if (!suits_blocks(in.rows, in.cols)) {
    weight_gradient(in, grad_out, context);
    return updates.update({weight_.data, weight_grad_.data, 1, weight_.size(), 0, 0});
  }
  UpdatingBlocks<T> blocks(weight_, updates);
  multiply_outer_in_blocks<T>(grad_out, in, context.order, blocks, context.threads);
}

template <class T>
void Linear<T>::weight_gradient(Matrix<const T> in, Matrix<const T> grad_out, const ForwardContext& context) {
  if (context.order == nullptr) return multiply_outer<T>(grad_out, in, weight_grad_, context.threads);
  StoredBlocks<T> blocks(weight_grad_);
  multiply_outer_in_blocks<T>(grad_out, in, context.order, blocks, context.threads);
}

template <class T>
void Linear<T>::input_gradient(Matrix<const T> in, Matrix<const T> grad_out, Matrix<T> grad_in,
                               const ForwardContext& context) const {
  if (!grad_in.data) return;
  const T* gate = fuse_relu_gradient_ ? in.data : nullptr;
  if constexpr (std::is_same_v<T, float>) {
    if (rounded_) return rounded_->input_gradient(grad_out, weight_, gate, grad_in, context.threads);
  }
  multiply<T>(grad_out, weight_, grad_in, context.threads, gate);
}

template class Linear<float>;
template class Linear<double>;

template Registration<LayerConfig> registration<LayerConfig, LinearConfig>();

}  // namespace runner
