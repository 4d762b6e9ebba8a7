#include "nn/group_norm.h"

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "base/parallel.h"
#include "nn/lane_sums.h"

// A group of a block of samples is a run of memory, and a piece of work. All its sums go lane by lane in
// double, in two passes as in BatchNorm1d; only the gradients of weights and biases join samples: each
// block's are kept, then added in order.

namespace runner {

template <class T>
GroupedNorm<T>::GroupedNorm(const Options& options, const Shape& input, Index max_batch)
    : options_(options),
      channels_(input[0]),
      positions_(size_of(input) / input[0]),
      group_channels_(channels_ / options.groups),
      mean_(product_of_sizes({padded_rows(max_batch, most_lanes), options.groups})),
      inverse_(product_of_sizes({padded_rows(max_batch, most_lanes), options.groups})),
      moments_(options.momentum ? product_of_sizes({2 * padded_rows(max_batch, most_lanes), channels_}) : 0),
      gradients_(options.affine
                     ? product_of_sizes({2 * padded_rows(max_batch, most_lanes) / most_lanes, channels_})
                     : 0),
      running_mean_(options.momentum ? channels_ : 0),
      running_var_(options.momentum ? channels_ : 0) {}

template <class T>
ParameterLayout GroupedNorm<T>::parameters() const {
  if (!options_.affine) return {};
  return {{"weight", {channels_}, 0, channels_}, {"bias", {channels_}, channels_, channels_}};
}

template <class T>
void GroupedNorm<T>::attach(T* parameters, T* gradients) {
  if (!options_.affine) return;
  weight_ = parameters;
  weight_grad_ = gradients;
  bias_ = parameters + channels_;
  bias_grad_ = gradients + channels_;
}

template <class T>
void GroupedNorm<T>::initialize(Generator& /*generator*/) {
  if (weight_) std::fill_n(weight_, channels_, T(1));
  if (bias_) std::fill_n(bias_, channels_, T(0));
  std::fill_n(running_mean_.data(), running_mean_.size(), T(0));
  std::fill_n(running_var_.data(), running_var_.size(), T(1));
}

template <class T>
std::vector<StateView> GroupedNorm<T>::state() {
  if (!options_.momentum) return {};
  return {{"running_mean", running_mean_.span()},
          {"running_var", running_var_.span()},
          {"num_batches_tracked", num_batches_tracked_}};
}

/// `work(at, block, first, lanes)`: the number of the group among those of all blocks, and where it begins.
template <class T>
template <class Work>
void GroupedNorm<T>::for_groups(const ForwardContext& context, Index rows, const Work& work) const {
  constexpr Index values_per_piece = Index{1} << 14U;
  const Index length = group_channels_ * positions_ * context.lanes, groups = options_.groups;
  const Index blocks = padded_rows(rows, context.lanes) / context.lanes;
  for_chunks(context.threads, blocks * groups, std::max(values_per_piece / length, Index{1}),
             [&](Index first, Index count) {
               with_lanes(context.lanes, [&](auto lanes) {
                 for (Index at = first; at < first + count; ++at) work(at, at / groups, at * length, lanes);
               });
             });
}

template <class T>
template <Index L>
void GroupedNorm<T>::measure(Index at, const T* x) {
  const Index length = group_channels_ * positions_;
  const auto count = static_cast<double>(length);
  double mean[1][L], squares[1][L];
  sum_positions<L, 1>(
      length, [&](Index i, Vector<double>(&value)[1]) { value[0] = in_double<T>(load_few(x + i)); }, mean);
  for (double& value : mean[0]) value /= count;
  sum_positions<L, 1>(
      length,
      [&](Index i, Vector<double>(&value)[1]) {
        const Vector<double> d = in_double<T>(load_few(x + i)) - load<double>(mean[0] + i % L);
        value[0] = d * d;
      },
      squares);
  for (Index l = 0; l < L; ++l) {
    mean_.data()[at * L + l] = static_cast<T>(mean[0][l]);
    inverse_.data()[at * L + l] = static_cast<T>(1 / std::sqrt(squares[0][l] / count + options_.eps));
  }
  if (!options_.momentum) return;
  std::copy_n(mean[0], L, moments_.data() + 2 * at * L);
  std::copy_n(squares[0], L, moments_.data() + (2 * at + 1) * L);
}

template <class T>
template <Index L>
void GroupedNorm<T>::take_running(Index at) {
  const Index channel = at % channels_;
  const double variance = static_cast<double>(running_var_.data()[channel]);
  std::fill_n(mean_.data() + at * L, L, running_mean_.data()[channel]);
  std::fill_n(inverse_.data() + at * L, L, static_cast<T>(1 / std::sqrt(variance + options_.eps)));
}

template <class T>
template <Index L>
void GroupedNorm<T>::forward_group(Index at, const T* in, T* out, const ForwardContext& context) {
  if (uses_sample(context)) {
    measure<L>(at, in);
  } else {
    take_running<L>(at);
  }
  const T *mean = mean_.data() + at * L, *inverse = inverse_.data() + at * L;
  for (Index c = 0; c < group_channels_; ++c) {
    const Index channel = at % options_.groups * group_channels_ + c, first = c * positions_ * L;
    const T factor = weight(channel), shift = bias_ ? bias_[channel] : T(0);
    for (Index i = first; i < first + positions_ * L; i += L) {
      for (Index l = 0; l < L; ++l) out[i + l] = (in[i + l] - mean[l]) * inverse[l] * factor + shift;
    }
  }
}

template <class T>
void GroupedNorm<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  for_groups(context, in.rows, [&](Index at, Index /*block*/, Index first, auto lanes) {
    forward_group<decltype(lanes)::value>(at, in.data + first, out.data + first, context);
  });
  if (options_.momentum && context.training) remember(context, in.rows);
}

/// The running means move by the mean over the samples.
template <class T>
void GroupedNorm<T>::remember(const ForwardContext& context, Index rows) {
  const double share = *options_.momentum;
  const Index lanes = context.lanes;
  const auto divisor = std::max(static_cast<double>(positions_) - 1, 1.0);
  for (Index channel = 0; channel < channels_; ++channel) {
    double means = 0, variances = 0;
    for (Index sample = 0; sample < rows; ++sample) {
      const double* moments =
          moments_.data() + 2 * (sample / lanes * channels_ + channel) * lanes + sample % lanes;
      means += moments[0];
      variances += moments[lanes] / divisor;
    }
    const auto blend = [&](T& running, double sum) {
      const double mean = sum / static_cast<double>(rows);
      running = static_cast<T>(share * mean + (1 - share) * static_cast<double>(running));
    };
    blend(running_mean_.data()[channel], means);
    blend(running_var_.data()[channel], variances);
  }
}

template <class T>
template <Index L>
void GroupedNorm<T>::backward_group(Index at, Index samples, const T* in, const T* grad_out, T* grad_in,
                                    const ForwardContext& context) {
  const Index block = at / options_.groups, first_channel = at % options_.groups * group_channels_;
  const T *mean = mean_.data() + at * L, *inverse = inverse_.data() + at * L;
  double shifts[L] = {}, turns[L] = {};
  for (Index c = 0; c < group_channels_; ++c) {
    const T *x = in + c * positions_ * L, *g = grad_out + c * positions_ * L;
    double sums[2][L];
    sum_positions<L, 2>(
        positions_,
        [&](Index i, Vector<double>(&values)[2]) {
          const Few<T> gradient = load_few(g + i);
          values[0] = in_double<T>(gradient);
          values[1] =
              in_double<T>((load_few(x + i) - load_few(mean + i % L)) * load_few(inverse + i % L) * gradient);
        },
        sums);
    const auto factor = static_cast<double>(weight(first_channel + c));
    for (Index l = 0; l < L; ++l) {
      shifts[l] += factor * sums[0][l];
      turns[l] += factor * sums[1][l];
    }
    if (!weight_grad_) continue;
    double* sum = gradients_.data() + 2 * (block * channels_ + first_channel + c);
    for (int s = 0; s < 2; ++s) sum[s] = sum_of_lanes<double, L>(sums[s], samples);
  }
  if (!grad_in) return;
  // Mean and variance are functions of x too, unless they are remembered ones.
  T shift[L] = {}, turn[L] = {};
  const auto count = static_cast<double>(group_channels_ * positions_);
  for (Index l = 0; l < L && uses_sample(context); ++l) {
    shift[l] = static_cast<T>(shifts[l] / count);
    turn[l] = static_cast<T>(turns[l] / count);
  }
  for (Index c = 0; c < group_channels_; ++c) {
    const T factor = weight(first_channel + c);
    const Index first = c * positions_ * L;
    for (Index i = first; i < first + positions_ * L; i += L) {
      for (Index l = 0; l < L; ++l) {
        const T normal = (in[i + l] - mean[l]) * inverse[l];
        grad_in[i + l] = inverse[l] * (grad_out[i + l] * factor - shift[l] - normal * turn[l]);
      }
    }
  }
}

template <class T>
void GroupedNorm<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                              Matrix<T> grad_in, const ForwardContext& context) {
  for_groups(context, in.rows, [&](Index at, Index block, Index first, auto lanes) {
    constexpr Index L = decltype(lanes)::value;
    T* into = grad_in.data ? grad_in.data + first : nullptr;
    backward_group<L>(at, rows_of_block(in.rows, L, block), in.data + first, grad_out.data + first, into,
                      context);
  });
  if (weight_grad_) add_parameter_gradients(context, in.rows);
}

template <class T>
void GroupedNorm<T>::add_parameter_gradients(const ForwardContext& context, Index rows) {
  const Index blocks = padded_rows(rows, context.lanes) / context.lanes;
  for (Index channel = 0; channel < channels_; ++channel) {
    double sum = 0, along = 0;
    for (Index block = 0; block < blocks; ++block) {
      const double* of_block = gradients_.data() + 2 * (block * channels_ + channel);
      sum += of_block[0];
      along += of_block[1];
    }
    bias_grad_[channel] = static_cast<T>(sum);
    weight_grad_[channel] = static_cast<T>(along);
  }
}

template class GroupedNorm<float>;
template class GroupedNorm<double>;

}  // namespace runner
