#include "nn/row_norm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"

// Two passes over each row, in double, as in BatchNorm1d. Rows are cut up among threads forward; backward is
// one thread's, since the gradients of weight and bias are sums over all rows.

namespace runner {

std::optional<Shape> normalized_dimensions(const NormalizedShape& wanted, const Shape& input) {
  if (input.empty()) return std::nullopt;
  if (!wanted) return Shape{input.back()};
  Shape shape;
  if (const auto* one = std::get_if<std::int64_t>(&*wanted)) {
    shape.push_back(*one);
  } else {
    const auto& several = std::get<std::vector<std::int64_t>>(*wanted);
    shape.assign(several.begin(), several.end());
  }
  const bool fits = !shape.empty() && shape.size() <= input.size() &&
                    std::equal(shape.rbegin(), shape.rend(), input.rbegin());
  return fits ? std::optional(shape) : std::nullopt;
}

std::optional<Shape> check_normalized(const NormalizedShape& wanted, const Shape& input, ErrorSink& sink) {
  if (!normalized_dimensions(wanted, input)) {
    sink.error("normalized_shape",
               fmt::format("normalized_shape must be the last dimensions of what the layer receives, {}",
                           batch_text(input)));
  }
  return input;
}

template <class T>
RowNorm<T>::RowNorm(const Options& options, Shape row, const Shape& input, Index max_batch)
    : options_(options),
      row_(std::move(row)),
      length_(size_of(row_)),
      mean_(max_batch * size_of(input) / length_),
      inverse_(max_batch * size_of(input) / length_),
      weight_sums_(static_cast<std::size_t>(length_)),
      bias_sums_(static_cast<std::size_t>(length_)) {}

template <class T>
ParameterLayout RowNorm<T>::parameters() const {
  ParameterLayout layout;
  if (options_.has_weight) layout.push_back({"weight", row_, 0, length_});
  if (options_.has_bias) layout.push_back({"bias", row_, length_, length_});
  return layout;
}

template <class T>
void RowNorm<T>::attach(T* parameters, T* gradients) {
  if (options_.has_weight) {
    weight_ = parameters;
    weight_grad_ = gradients;
  }
  if (options_.has_bias) {
    bias_ = parameters + length_;
    bias_grad_ = gradients + length_;
  }
}

template <class T>
void RowNorm<T>::initialize(Generator& /*generator*/) {
  if (weight_) std::fill_n(weight_, length_, T(1));
  if (bias_) std::fill_n(bias_, length_, T(0));
}

template <class T>
void RowNorm<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  constexpr Index values_per_piece = Index{1} << 14U;
  for_chunks(context.threads, in.size() / length_, std::max(values_per_piece / length_, Index{1}),
             [&](Index first, Index count) {
               for (Index row = first; row < first + count; ++row) {
                 const T* x = in.data + row * length_;
                 T* y = out.data + row * length_;
                 double sum = 0, squares = 0;
                 if (options_.centred) {
                   for (Index j = 0; j < length_; ++j) sum += static_cast<double>(x[j]);
                 }
                 const double mean = sum / static_cast<double>(length_);
                 for (Index j = 0; j < length_; ++j) {
                   const double d = static_cast<double>(x[j]) - mean;
                   squares += d * d;
                 }
                 const double size = std::sqrt(squares / static_cast<double>(length_) + options_.eps);
                 const T middle = mean_.data()[row] = static_cast<T>(mean);
                 const T inverse = inverse_.data()[row] = static_cast<T>(1 / size);
                 for (Index j = 0; j < length_; ++j)
                   y[j] = (x[j] - middle) * inverse * weight(j) + (bias_ ? bias_[j] : T(0));
               }
             });
}

template <class T>
void RowNorm<T>::backward_row(Index row, const T* x, const T* g, T* grad_in) {
  const T mean = mean_.data()[row], inverse = inverse_.data()[row];
  double sum = 0, along = 0;
  for (Index j = 0; j < length_; ++j) {
    const auto at = static_cast<std::size_t>(j);
    const T normal = (x[j] - mean) * inverse;
    weight_sums_[at] += static_cast<double>(g[j] * normal);
    bias_sums_[at] += static_cast<double>(g[j]);
    sum += static_cast<double>(g[j] * weight(j));
    along += static_cast<double>(g[j] * weight(j) * normal);
  }
  // Mean and root mean square are functions of x too: what of the gradient goes along them falls away.
  if (!grad_in) return;
  const auto count = static_cast<double>(length_);
  const T shift = options_.centred ? static_cast<T>(sum / count) : T(0), turn = static_cast<T>(along / count);
  for (Index j = 0; j < length_; ++j)
    grad_in[j] = inverse * (g[j] * weight(j) - shift - (x[j] - mean) * inverse * turn);
}

template <class T>
void RowNorm<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                          Matrix<T> grad_in, const ForwardContext& /*context*/) {
  std::fill(weight_sums_.begin(), weight_sums_.end(), 0.0);
  std::fill(bias_sums_.begin(), bias_sums_.end(), 0.0);
  for (Index row = 0; row < in.size() / length_; ++row) {
    const Index at = row * length_;
    backward_row(row, in.data + at, grad_out.data + at, grad_in.data ? grad_in.data + at : nullptr);
  }
  const auto write = [&](const std::vector<double>& sums, T* gradient) {
    if (!gradient) return;
    std::transform(sums.begin(), sums.end(), gradient, [](double sum) { return static_cast<T>(sum); });
  };
  write(weight_sums_, weight_grad_);
  write(bias_sums_, bias_grad_);
}

template class RowNorm<float>;
template class RowNorm<double>;

}  // namespace runner
