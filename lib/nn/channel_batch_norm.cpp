#include <algorithm>

#include "base/parallel.h"
#include "nn/batch_norm.h"
#include "nn/lane_sums.h"

// A channel is one thread's: its values, a run of each block of samples, mostly fit into the cache of a core,
// where the second pass (squared distances from the mean, as in BatchNorm1d) and the third find them again.
// Sums go over positions and blocks lane by lane, and at last over the lanes.

namespace runner {

/// What a channel's gradient is made with.
template <class T>
struct ChannelFactors {
  T mean, inverse, factor, shift, turn;
};

namespace {

/// Adds the lanes that hold samples.
template <Index L>
void add_lanes_to(const double* values, Index samples, double* sums) {
  for (Index l = 0; l < samples; ++l) sums[l] += values[l];
}

/// The rectified values of y, as ReLU has them: NaN passes on.
template <bool rectified, class T>
T rectified_or_not(T y) {
  if constexpr (rectified) return y <= 0 ? T(0) : y;
  return y;
}

/// y = (x - mean) · factor + shift.
template <bool rectified, class T>
void normalized_run(const T* x, T* y, Index count, T mean, T factor, T shift) {
  for (Index i = 0; i < count; ++i) y[i] = rectified_or_not<rectified>((x[i] - mean) * factor + shift);
}

/// The gradient by x, and by the ReLU's input where x is what a ReLU gave.
template <bool undone, class T>
void gradient_of_run(const T* x, const T* g, T* result, Index count, const ChannelFactors<T>& f) {
  for (Index i = 0; i < count; ++i) {
    const T value = f.factor * (g[i] - f.shift - (x[i] - f.mean) * f.inverse * f.turn);
    result[i] = undone && x[i] <= 0 ? T(0) : value;
  }
}

}  // namespace

template <class T>
ChannelBatchNorm<T>::ChannelBatchNorm(const BatchNormOptions& options, const Shape& input)
    : Base(options, input[0]), positions_(size_of(input) / input[0]) {}

template <class T>
bool ChannelBatchNorm<T>::fuse_epilogue(Epilogue epilogue) {
  rectifies_ = epilogue == Epilogue::relu;
  return rectifies_;
}

template <class T>
bool ChannelBatchNorm<T>::fuse_epilogue_gradient(Epilogue epilogue) {
  undoes_relu_ = epilogue == Epilogue::relu;
  return undoes_relu_;
}

template <class T>
template <class Work>
void ChannelBatchNorm<T>::for_channels(const ForwardContext& context, Index rows, const Work& work) const {
  constexpr Index values_per_piece = Index{1} << 14U;
  const Index values = std::max(padded_rows(rows, context.lanes) * positions_, Index{1});
  for_chunks(context.threads, this->features_, std::max(values_per_piece / values, Index{1}),
             [&](Index first, Index count) {
               with_lanes(context.lanes, [&](auto lanes) {
                 for (Index channel = first; channel < first + count; ++channel) work(channel, lanes);
               });
             });
}

template <class T>
template <Index L, class Work>
void ChannelBatchNorm<T>::for_runs(Index channel, Index rows, const Work& work) const {
  const Index blocks = padded_rows(rows, L) / L;
  for (Index block = 0; block < blocks; ++block)
    work((block * this->features_ + channel) * positions_ * L, rows_of_block(rows, L, block));
}

template <class T>
template <Index L>
void ChannelBatchNorm<T>::measure(Index channel, Matrix<const T> in, const ForwardContext& context) {
  const auto count = static_cast<double>(in.rows * positions_);
  const auto total = [&](const auto& term) {
    double lanes[L] = {};
    for_runs<L>(channel, in.rows, [&](Index first, Index samples) {
      const T* x = in.data + first;
      double sums[1][L];
      sum_positions<L, 1>(
          positions_,
          [&](Index at, Vector<double>(&value)[1]) { value[0] = term(in_double<T>(load_few(x + at))); },
          sums);
      add_lanes_to<L>(sums[0], samples, lanes);
    });
    return sum_of_lanes<double, L>(lanes, L);
  };
  const double mean = total([](Vector<double> x) { return x; }) / count;
  const double squares = total([mean](Vector<double> x) { return (x - mean) * (x - mean); });
  this->set_moments(channel, mean, squares, count, context);
}

template <class T>
void ChannelBatchNorm<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  this->begin_pass(context);
  for_channels(context, in.rows, [&](Index channel, auto lanes) {
    constexpr Index L = decltype(lanes)::value;
    if (this->uses_batch(context)) {
      measure<L>(channel, in, context);
    } else {
      this->set_running(channel);
    }
    const T mean = this->mean_.data()[channel], shift = this->bias(channel);
    const T factor = this->inverse_.data()[channel] * this->weight(channel);
    for_runs<L>(channel, in.rows, [&](Index first, Index /*samples*/) {
      const auto make = rectifies_ ? normalized_run<true, T> : normalized_run<false, T>;
      make(in.data + first, out.data + first, positions_ * L, mean, factor, shift);
    });
  });
}

/// Mean and variance are functions of x too: what of the gradient goes along them falls away. Running
/// statistics are not.
template <class T>
template <Index L>
void ChannelBatchNorm<T>::backward_channel(Index channel, Matrix<const T> in, Matrix<const T> grad_out,
                                           Matrix<T> grad_in, const ForwardContext& context) {
  const T mean = this->mean_.data()[channel], inverse = this->inverse_.data()[channel];
  double lanes[2][L] = {};
  for_runs<L>(channel, in.rows, [&](Index first, Index samples) {
    const T *x = in.data + first, *g = grad_out.data + first;
    double sums[2][L];
    sum_positions<L, 2>(
        positions_,
        [&](Index at, Vector<double>(&values)[2]) {
          const Few<T> gradient = load_few(g + at);
          values[0] = in_double<T>(gradient);
          values[1] = in_double<T>((load_few(x + at) - mean) * inverse * gradient);
        },
        sums);
    for (int s = 0; s < 2; ++s) add_lanes_to<L>(sums[s], samples, lanes[s]);
  });
  const double sum = sum_of_lanes<double, L>(lanes[0], L), along = sum_of_lanes<double, L>(lanes[1], L);
  this->set_gradients(channel, sum, along);
  if (!grad_in.data) return;
  const auto count = static_cast<double>(in.rows * positions_);
  ChannelFactors<T> factors{mean, inverse, inverse * this->weight(channel), 0, 0};
  if (this->uses_batch(context)) {
    factors.shift = static_cast<T>(sum / count);
    factors.turn = static_cast<T>(along / count);
  }
  for_runs<L>(channel, in.rows, [&](Index first, Index /*samples*/) {
    const auto make = undoes_relu_ ? gradient_of_run<true, T> : gradient_of_run<false, T>;
    make(in.data + first, grad_out.data + first, grad_in.data + first, positions_ * L, factors);
  });
}

template <class T>
void ChannelBatchNorm<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                                   Matrix<T> grad_in, const ForwardContext& context) {
  for_channels(context, in.rows, [&](Index channel, auto lanes) {
    backward_channel<decltype(lanes)::value>(channel, in, grad_out, grad_in, context);
  });
}

template class ChannelBatchNorm<float>;
template class ChannelBatchNorm<double>;

}  // namespace runner
