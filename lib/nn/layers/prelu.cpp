#include "nn/layers/prelu.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "nn/lane_sums.h"
#include "nn/layers/element_wise.h"
#include "spec/registration.h"

// Slopes belong to the first dimension of a sample, as PyTorch's belong to the channels. A slope's gradient
// is a sum over all values that it stood for: one thread makes it, in double; row by row in the order of
// memory, and where samples lie side by side lane by lane, over the lanes at last.

namespace runner {

Spec<PReLUConfig> PReLUConfig::spec() {
  using C = PReLUConfig;
  return Spec<C>("PReLU", "LeakyReLU whose slope below zero is learnt.")
      .source("He et al. 2015, Delving deep into rectifiers, arXiv:1502.01852")
      .formula("y = x where x > 0, else weight · x")
      .field("num_parameters", &C::num_parameters,
             "One slope for all, or one for each feature (of samples with more dimensions: of the first).",
             closed(1, 1 << 24))
      .field("init", &C::init, "The slope at first.");
}

std::optional<Shape> PReLUConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  const Index channels = input.empty() ? 1 : input[0];
  if (num_parameters != 1 && num_parameters != channels) {
    sink.error("num_parameters",
               fmt::format("num_parameters is {}, but the layer receives {}: 1 or {} is possible",
                           num_parameters, batch_text(input), channels));
  }
  return input;
}

Index PReLUConfig::parameter_count(const Shape& /*input*/) const {
  return num_parameters;
}

OutputRange PReLUConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
PReLU<T>::PReLU(const PReLUConfig& config, const Shape& input, Index /*max_batch*/)
    : count_(config.num_parameters),
      chunk_(size_of(input) / config.num_parameters),
      init_(static_cast<T>(config.init)),
      sums_(static_cast<std::size_t>(config.num_parameters)) {}

template <class T>
ParameterLayout PReLU<T>::parameters() const {
  return {{"weight", {count_}, 0, count_}};
}

template <class T>
void PReLU<T>::attach(T* parameters, T* gradients) {
  weight_ = parameters;
  weight_grad_ = gradients;
}

template <class T>
void PReLU<T>::initialize(Generator& /*generator*/) {
  std::fill_n(weight_, count_, init_);
}

/// `work(first, slope)` for the runs of values that share a slope; side by side they hold those of all lanes.
template <class T>
template <class Work>
void PReLU<T>::for_runs(const ForwardContext& context, Index rows, const Work& work) const {
  const Index runs = padded_rows(rows, context.lanes) / context.lanes * count_, run = chunk_ * context.lanes;
  for_chunks(context.threads, runs, std::max(element_wise_piece / run, Index{1}),
             [&](Index first, Index count) {
               for (Index i = first; i < first + count; ++i) work(i * run, i % count_);
             });
}

template <class T>
void PReLU<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  const Index run = chunk_ * context.lanes;
  for_runs(context, in.rows, [&](Index first, Index slope) {
    const T factor = weight_[slope];
    for (Index i = first; i < first + run; ++i) {
      const T x = in.data[i];
      out.data[i] = x > 0 ? x : factor * x;
    }
  });
}

template <class T>
void PReLU<T>::add_up_rows(Matrix<const T> in, Matrix<const T> grad_out) {
  std::fill(sums_.begin(), sums_.end(), 0.0);
  for (Index i = 0; i < in.size(); ++i) {
    const T x = in.data[i], g = grad_out.data[i];
    if (!(x > 0)) sums_[static_cast<std::size_t>(i / chunk_ % count_)] += static_cast<double>(x * g);
  }
}

template <class T>
template <Index L>
double PReLU<T>::sum_of_slope(Index slope, Matrix<const T> in, Matrix<const T> grad_out) const {
  double lanes[L] = {};
  for (Index block = 0; block < padded_rows(in.rows, L) / L; ++block) {
    const Index first = (block * count_ + slope) * chunk_ * L;
    const T *x = in.data + first, *g = grad_out.data + first;
    double sums[1][L];
    sum_positions<L, 1>(
        chunk_,
        [&](Index at, Vector<double>(&value)[1]) {
          const Few<T> values = load_few(x + at), zero = {};
          value[0] = in_double<T>(values > zero ? zero : values * load_few(g + at));
        },
        sums);
    for (Index l = 0; l < rows_of_block(in.rows, L, block); ++l) lanes[l] += sums[0][l];
  }
  return sum_of_lanes<double, L>(lanes, L);
}

template <class T>
void PReLU<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                        Matrix<T> grad_in, const ForwardContext& context) {
  if (context.lanes == 1) {
    add_up_rows(in, grad_out);
  } else {
    with_lanes(context.lanes, [&](auto lanes) {
      constexpr Index L = decltype(lanes)::value;
      const Index values = padded_rows(in.rows, L) * chunk_;
      for_chunks(context.threads, count_, std::max(element_wise_piece / values, Index{1}),
                 [&](Index first, Index count) {
                   for (Index i = first; i < first + count; ++i)
                     sums_[static_cast<std::size_t>(i)] = sum_of_slope<L>(i, in, grad_out);
                 });
    });
  }
  for (Index i = 0; i < count_; ++i) weight_grad_[i] = static_cast<T>(sums_[static_cast<std::size_t>(i)]);
  if (!grad_in.data) return;
  const Index run = chunk_ * context.lanes;
  for_runs(context, in.rows, [&](Index first, Index slope) {
    const T factor = weight_[slope];
    for (Index i = first; i < first + run; ++i) {
      const T g = grad_out.data[i];
      grad_in.data[i] = in.data[i] > 0 ? g : factor * g;
    }
  });
}

template class PReLU<float>;
template class PReLU<double>;

template Registration<LayerConfig> registration<LayerConfig, PReLUConfig>();

}  // namespace runner
