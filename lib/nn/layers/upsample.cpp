#include "nn/layers/upsample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/parallel.h"
#include "nn/lane_memory.h"
#include "nn/rearranged.h"
#include "spec/registration.h"
#include "tensor/lanes.h"

// Where a value comes from is worked out as PyTorch does, in its order and precision: a factor that is given
// is used as it is, also where the output's size is none of its multiples, unless it is computed anew.

namespace runner {
namespace {

constexpr double most_size = 1 << 24;

/// One dimension of the input and output; `factor` is 0 where it is the ratio of the sizes.
struct ScaledAxis {
  Index in = 1, out = 1;
  double factor = 0;
};

std::vector<double> factors_of(const UpsampleConfig& config, std::size_t dimensions) {
  if (const auto* all = std::get_if<double>(&*config.scale_factor))
    return std::vector<double>(dimensions, *all);
  return std::get<std::vector<double>>(*config.scale_factor);
}

ScaledAxis scaled_axis(const UpsampleConfig& config, const Shape& input, std::size_t i) {
  const std::size_t dimensions = input.size() - 1;
  const Index in = input[i + 1];
  if (config.size) return {in, along(*config.size, dimensions)[i], 0};
  const double factor = factors_of(config, dimensions)[i];
  const double out = std::min(std::floor(static_cast<double>(in) * factor), most_size * 2);
  return {in, static_cast<Index>(out), config.recompute_scale_factor.value_or(false) ? 0 : factor};
}

/// Of an output's distance, that of the input.
template <class T>
T ratio_of(const ScaledAxis& axis) {
  if (axis.factor > 0) return static_cast<T>(1 / axis.factor);
  return static_cast<T>(axis.in) / static_cast<T>(axis.out);
}

/// With a fused product and a rounding to float, as PyTorch has them where it decides between two neighbours.
template <class T>
SourceAxis nearest(const ScaledAxis& axis, bool exact) {
  SourceAxis sources;
  const auto ratio = ratio_of<T>(axis);
  for (Index i = 0; i < axis.out; ++i) {
    const auto place = static_cast<T>(i);
    const T at = exact ? std::max(std::fma(ratio, place + T(0.5), T(-0.5)), T(0)) : ratio * place;
    const auto rounded = static_cast<float>(static_cast<double>(at) + (exact ? 0.5 : 0));
    sources.push_back(std::min(static_cast<Index>(std::floor(rounded)), axis.in - 1));
  }
  return sources;
}

/// The weights of four values around a place, the second of which lies `t` before it: Keys' kernel.
template <class T>
void cubic_weights(T t, T* weights) {
  const T a = T(-0.75);
  const auto near = [&](T x) { return ((a + 2) * x - (a + 3)) * x * x + 1; };
  const auto far = [&](T x) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; };
  weights[0] = far(t + 1);
  weights[1] = near(t);
  weights[2] = near(1 - t);
  weights[3] = far(2 - t);
}

template <class T>
BlendAxis<T> blended(const ScaledAxis& axis, bool cubic, bool align_corners) {
  BlendAxis<T> blend;
  blend.taps = cubic ? 4 : 2;
  blend.outputs = axis.out;
  blend.sources = Buffer<std::int32_t>(blend.taps * axis.out);
  blend.weights = Buffer<T>(blend.taps * axis.out);
  const T corners = axis.out > 1 ? static_cast<T>(axis.in - 1) / static_cast<T>(axis.out - 1) : T(0);
  const T ratio = align_corners ? corners : ratio_of<T>(axis);
  for (Index i = 0; i < axis.out; ++i) {
    T at = align_corners ? ratio * static_cast<T>(i) : ratio * (static_cast<T>(i) + T(0.5)) - T(0.5);
    if (!cubic && at < 0) at = 0;
    if (!cubic && axis.out == axis.in) at = static_cast<T>(i);
    const Index first = std::min(static_cast<Index>(std::floor(at)), axis.in - 1);
    const T t = std::clamp(at - static_cast<T>(first), T(0), T(1));
    std::int32_t* sources = blend.sources.data() + i * blend.taps;
    T* weights = blend.weights.data() + i * blend.taps;
    for (Index k = 0; k < blend.taps; ++k)
      sources[k] = static_cast<std::int32_t>(std::clamp<Index>(first + k - (cubic ? 1 : 0), 0, axis.in - 1));
    if (cubic) {
      cubic_weights(t, weights);
    } else {
      weights[0] = 1 - t;
      weights[1] = t;
    }
  }
  return blend;
}

/// The one row of a series.
template <class T>
BlendAxis<T> single() {
  BlendAxis<T> blend;
  blend.taps = blend.outputs = 1;
  blend.sources = Buffer<std::int32_t>(1);
  blend.weights = Buffer<T>(1);
  blend.weights[0] = 1;
  return blend;
}

std::string_view mode_name(UpsampleMode mode) {
  return choice_names(mode)[static_cast<std::size_t>(mode)];
}

/// Whether the mode is one for samples of this shape.
bool check_mode(UpsampleMode mode, const Shape& input, ErrorSink& sink) {
  if (input.size() != 2 && input.size() != 3) {
    sink.error("", fmt::format("Upsample takes series, [N, channels, length], or pictures, [N, channels, "
                               "height, width], but the layer receives {}{}",
                               batch_text(input), input.size() == 1 ? "; put an Unflatten before it" : ""));
    return false;
  }
  const bool for_series = mode == UpsampleMode::linear;
  if (mode <= UpsampleMode::nearest_exact || for_series == (input.size() == 2)) return true;
  sink.error("mode", fmt::format("{} is for {}, but the layer receives {}; write {}", mode_name(mode),
                                 for_series ? "series" : "pictures", batch_text(input),
                                 for_series ? "bilinear" : "linear"));
  return false;
}

}  // namespace

Spec<UpsampleConfig> UpsampleConfig::spec() {
  using C = UpsampleConfig;
  return Spec<C>("Upsample", "Makes a picture or series larger, by the values beside each place.")
      .source("torch.nn.Upsample")
      .formula(
          "nearest: y[i] = x[⌊i / scale⌋]; linear along each side: at (i + 1/2) / scale - 1/2, or with "
          "align_corners at i·(in - 1)/(out - 1)")
      .field("size", &C::size, "Size of the output: one number, or [height, width].", closed(1, most_size))
      .field("scale_factor", &C::scale_factor,
             "How many times as large the output is: one number, or [height, width].", between(0, most_size))
      .field("mode", &C::mode,
             "nearest repeats values; linear (series), bilinear and bicubic (pictures) blend them.")
      .field("align_corners", &C::align_corners,
             "Whether the first and last values of input and output lie at the same places; for linear, "
             "bilinear and bicubic.")
      .field(
          "recompute_scale_factor", &C::recompute_scale_factor,
          "Whether places are worked out by the ratio of the sizes, where scale_factor gives a broken size.")
      .check("size", "Upsample needs either size or scale_factor",
             [](const C& c) { return c.size.has_value() != c.scale_factor.has_value(); })
      .check("align_corners", "align_corners is for the modes linear, bilinear and bicubic",
             [](const C& c) { return !c.align_corners || !c.is_nearest(); })
      .check("recompute_scale_factor", "recompute_scale_factor needs a scale_factor",
             [](const C& c) { return !c.recompute_scale_factor.value_or(false) || c.scale_factor; });
}

std::optional<Shape> UpsampleConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (!check_mode(mode, input, sink)) return std::nullopt;
  const std::size_t dimensions = input.size() - 1;
  if (size && !check_extents(*size, dimensions, "size", sink)) return std::nullopt;
  if (scale_factor && factors_of(*this, dimensions).size() != dimensions) {
    sink.error("scale_factor",
               fmt::format("scale_factor has {} numbers, but the layer receives {}; write {}",
                           factors_of(*this, dimensions).size(), batch_text(input),
                           dimensions == 1 ? "one number" : "one number, or [height, width]"));
    return std::nullopt;
  }
  Shape output = {input[0]};
  for (std::size_t i = 0; i < dimensions; ++i) {
    const ScaledAxis axis = scaled_axis(*this, input, i);
    if (axis.out < 1 || static_cast<double>(axis.out) > most_size) {
      sink.error("scale_factor",
                 fmt::format("{} times {} is {}: the layer receives {}", factors_of(*this, dimensions)[i],
                             axis.in, axis.out < 1 ? "less than one value" : "too much", batch_text(input)));
      return std::nullopt;
    }
    output.push_back(axis.out);
  }
  return output;
}

std::optional<Sources> UpsampleConfig::sources(const Shape& sample, bool is_double) const {
  if (!is_nearest()) return std::nullopt;
  const bool exact = mode == UpsampleMode::nearest_exact;
  const auto along_axis = [&](std::size_t i) {
    const ScaledAxis axis = scaled_axis(*this, sample, i);
    return is_double ? nearest<double>(axis, exact) : nearest<float>(axis, exact);
  };
  if (sample.size() == 2) return sources_by_axes(planes_of(sample), {0}, along_axis(0));
  return sources_by_axes(planes_of(sample), along_axis(0), along_axis(1));
}

template <class T>
std::array<BlendAxis<T>, 2> UpsampleConfig::blends(const Shape& sample) const {
  const auto along_axis = [&](std::size_t i) {
    return blended<T>(scaled_axis(*this, sample, i), mode == UpsampleMode::bicubic,
                      align_corners.value_or(false));
  };
  if (sample.size() == 2) return {single<T>(), along_axis(0)};
  return {along_axis(0), along_axis(1)};
}
template std::array<BlendAxis<float>, 2> UpsampleConfig::blends(const Shape&) const;
template std::array<BlendAxis<double>, 2> UpsampleConfig::blends(const Shape&) const;

template <class T>
std::unique_ptr<Layer<T>> UpsampleConfig::build(const Shape& input, Index /*max_batch*/) const {
  if (const auto repeated = sources(input, std::is_same_v<T, double>))
    return std::make_unique<Rearranged<T>>(*repeated, size_of(input), fill());
  auto [y, x] = blends<T>(input);
  return std::make_unique<Interpolated<T>>(planes_of(input), std::move(y), std::move(x));
}
template std::unique_ptr<Layer<float>> UpsampleConfig::build(const Shape&, Index) const;
template std::unique_ptr<Layer<double>> UpsampleConfig::build(const Shape&, Index) const;

template <class T>
Interpolated<T>::Interpolated(const Planes& in, BlendAxis<T> y, BlendAxis<T> x)
    : in_(in), y_(std::move(y)), x_(std::move(x)) {}

template <class T>
void Interpolated<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index rows = padded_rows(in.rows, L) / L * in_.channels * y_.outputs;  // of the output
    const Index piece = std::max<Index>(1, picture_piece / (y_.taps * x_.outputs * L));
    for_chunks(context.threads, rows, piece, [&](Index first, Index count) {
      for (Index row = first; row < first + count; ++row) {
        const Index plane = row / y_.outputs, y = row % y_.outputs;
        const MemoryLanes<T, L>* from = lanes_at<L>(in.data) + plane * in_.size();
        MemoryLanes<T, L>* to = lanes_at<L>(out.data) + row * x_.outputs;
        const std::int32_t *rows_of = y_.sources.data() + y * y_.taps, *columns = x_.sources.data();
        const T *by_row = y_.weights.data() + y * y_.taps, *by_column = x_.weights.data();
        for (Index x = 0; x < x_.outputs; ++x, columns += x_.taps, by_column += x_.taps) {
          MemoryLanes<T, L> sum = {};
          for (Index r = 0; r < y_.taps; ++r) {
            const MemoryLanes<T, L>* line = from + rows_of[r] * in_.width;
            MemoryLanes<T, L> part = line[columns[0]] * by_column[0];
            for (Index c = 1; c < x_.taps; ++c) part += line[columns[c]] * by_column[c];
            sum += part * by_row[r];
          }
          to[x] = sum;
        }
      }
    });
  });
}

template <class T>
void Interpolated<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                               Matrix<T> grad_in, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index planes = padded_rows(in.rows, L) / L * in_.channels, outputs = y_.outputs * x_.outputs;
    const Index piece = std::max<Index>(1, picture_piece / (y_.taps * outputs * L));
    for_chunks(context.threads, planes, piece, [&](Index first, Index count) {
      for (Index plane = first; plane < first + count; ++plane) {
        const MemoryLanes<T, L>* g = lanes_at<L>(grad_out.data) + plane * outputs;
        MemoryLanes<T, L>* to = lanes_at<L>(grad_in.data) + plane * in_.size();
        std::fill_n(grad_in.data + plane * in_.size() * L, in_.size() * L, T(0));
        for (Index y = 0; y < y_.outputs; ++y) {
          const std::int32_t* columns = x_.sources.data();
          const T* by_column = x_.weights.data();
          for (Index x = 0; x < x_.outputs; ++x, ++g, columns += x_.taps, by_column += x_.taps) {
            for (Index r = 0; r < y_.taps; ++r) {
              MemoryLanes<T, L>* line = to + y_.sources.data()[y * y_.taps + r] * in_.width;
              const MemoryLanes<T, L> part = *g * y_.weights.data()[y * y_.taps + r];
              for (Index c = 0; c < x_.taps; ++c) line[columns[c]] += part * by_column[c];
            }
          }
        }
      }
    });
  });
}

template class Interpolated<float>;
template class Interpolated<double>;

template Registration<LayerConfig> registration<LayerConfig, UpsampleConfig>();

}  // namespace runner
