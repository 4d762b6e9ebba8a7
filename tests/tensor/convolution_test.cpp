#include "tensor/convolution.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tensor/bfloat16.h"
#include "tensor/lanes.h"

namespace runner {
namespace {

WindowShape axis_of(Index picture, Index kernel, Index stride, Index dilation, Index before, Index after) {
  const Index output = (picture + before + after - dilation * (kernel - 1) - 1) / stride + 1;
  return {picture, output, kernel, stride, dilation, before};
}

const std::vector<ConvolutionShape> convolution_shapes = {
    {1, 6, 1, {axis_of(7, 5, 1, 1, 2, 2), axis_of(9, 5, 1, 1, 2, 2)}},
    {3, 7, 1, {axis_of(6, 3, 1, 1, 0, 0), axis_of(19, 3, 1, 1, 0, 0)}},
    {5, 17, 1, {axis_of(4, 1, 1, 1, 0, 0), axis_of(4, 1, 1, 1, 0, 0)}},
    {2, 3, 1, {axis_of(9, 3, 2, 1, 1, 1), axis_of(8, 2, 3, 1, 0, 1)}},
    {2, 2, 1, {axis_of(9, 3, 2, 3, 4, 2), axis_of(11, 2, 2, 3, 1, 0)}},
    {2, 4, 1, {axis_of(5, 1, 3, 1, 1, 1), axis_of(4, 1, 2, 1, 1, 1)}},
    {4, 6, 2, {axis_of(5, 3, 1, 1, 1, 1), axis_of(5, 3, 1, 1, 1, 1)}},
    {3, 3, 3, {axis_of(4, 2, 1, 2, 1, 1), axis_of(6, 3, 1, 1, 2, 0)}},
    {2, 9, 1, {axis_of(1, 1, 1, 1, 0, 0), axis_of(12, 4, 2, 1, 3, 3)}},
    {9, 5, 1, {axis_of(3, 3, 1, 1, 3, 3), axis_of(2, 2, 1, 1, 2, 2)}},
    {1, 1, 1, {axis_of(2, 2, 1, 3, 3, 3), axis_of(5, 5, 4, 1, 4, 4)}},
};

template <class T>
T multiply_added(T a, T b, T sum) {
#if defined(__FMA__)
  return std::fma(a, b, sum);
#else
  return sum + a * b;
#endif
}

template <class T>
std::vector<T> made(Index count, int seed) {
  std::vector<T> values;
  for (Index i = 0; i < count; ++i) values.push_back(static_cast<T>((i * 37 + seed) % 101 - 50) / T(7));
  return values;
}

/// Samples row by row in lanes, with NaN in the place of those that are none.
template <class T>
std::vector<T> in_lanes(const std::vector<T>& rows, Index count, Index lanes) {
  const Index width = static_cast<Index>(rows.size()) / count;
  std::vector<T> out(static_cast<std::size_t>(padded_rows(count, lanes) * width),
                     std::numeric_limits<T>::quiet_NaN());
  for (Index n = 0; n < count; ++n) {
    for (Index i = 0; i < width; ++i)
      out[static_cast<std::size_t>((n / lanes * width + i) * lanes + n % lanes)] =
          rows[static_cast<std::size_t>(n * width + i)];
  }
  return out;
}

template <class T>
std::vector<T> in_rows(const std::vector<T>& values, Index count, Index lanes) {
  const Index width = static_cast<Index>(values.size()) / padded_rows(count, lanes);
  std::vector<T> out;
  for (Index n = 0; n < count; ++n) {
    for (Index i = 0; i < width; ++i)
      out.push_back(values[static_cast<std::size_t>((n / lanes * width + i) * lanes + n % lanes)]);
  }
  return out;
}

/// What is summed, one value after the other, as it is written.
template <class T>
struct Plain {
  ConvolutionShape shape;
  Index count;
  std::vector<T> pictures, features, weight, bias, channel_bias;

  Plain(const ConvolutionShape& of, Index rows)
      : shape(of),
        count(rows),
        pictures(made<T>(rows * of.picture_size(), 3)),
        features(made<T>(rows * of.output_size(), 11)),
        weight(made<T>(of.weight_size(), 5)),
        bias(made<T>(of.features, 29)),
        channel_bias(made<T>(of.channels, 17)) {}

  Index channels() const { return shape.channels / shape.groups; }
  T picture(Index n, Index c, Index y, Index x) const {
    const Index rows = shape.axes[0].picture, columns = shape.axes[1].picture;
    return pictures[static_cast<std::size_t>(((n * shape.channels + c) * rows + y) * columns + x)];
  }
  T feature(Index n, Index k, Index y, Index x) const {
    const Index rows = shape.axes[0].output, columns = shape.axes[1].output;
    return features[static_cast<std::size_t>(((n * shape.features + k) * rows + y) * columns + x)];
  }
  std::size_t weight_at(Index k, Index c, Index r, Index s) const {
    return static_cast<std::size_t>(((k * channels() + c) * shape.axes[0].kernel + r) * shape.axes[1].kernel +
                                    s);
  }
  /// The place that a window's value has in the picture; below 0 where that is outside.
  static Index place(const WindowShape& axis, Index window, Index tap) {
    const Index at = window * axis.stride + tap * axis.dilation - axis.padding;
    return at < axis.picture ? at : -1;
  }

  std::vector<T> gathered() const {
    const auto& [rows, columns] = shape.axes;
    std::vector<T> out;
    for (Index n = 0; n < count; ++n) {
      for (Index k = 0; k < shape.features; ++k) {
        const Index first = k / (shape.features / shape.groups) * channels();
        for (Index y = 0; y < rows.output; ++y) {
          for (Index x = 0; x < columns.output; ++x) {
            T sum = bias[static_cast<std::size_t>(k)];
            for (Index c = 0; c < channels(); ++c) {
              for (Index r = 0; r < rows.kernel; ++r) {
                for (Index s = 0; s < columns.kernel; ++s) {
                  const Index i = place(rows, y, r), j = place(columns, x, s);
                  if (i >= 0 && j >= 0)
                    sum = multiply_added(picture(n, first + c, i, j), weight[weight_at(k, c, r, s)], sum);
                }
              }
            }
            out.push_back(sum);
          }
        }
      }
    }
    return out;
  }

  std::vector<T> scattered() const {
    const auto& [rows, columns] = shape.axes;
    const Index of_group = shape.features / shape.groups;
    const auto window = [](const WindowShape& axis, Index at, Index tap) {
      const Index far = at + axis.padding - tap * axis.dilation;
      return far >= 0 && far % axis.stride == 0 && far / axis.stride < axis.output ? far / axis.stride : -1;
    };
    std::vector<T> out;
    for (Index n = 0; n < count; ++n) {
      for (Index c = 0; c < shape.channels; ++c) {
        const Index first = c / channels() * of_group;
        for (Index y = 0; y < rows.picture; ++y) {
          for (Index x = 0; x < columns.picture; ++x) {
            T sum = channel_bias[static_cast<std::size_t>(c)];
            for (Index k = first; k < first + of_group; ++k) {
              for (Index r = rows.kernel; r-- > 0;) {
                for (Index s = columns.kernel; s-- > 0;) {
                  const Index i = window(rows, y, r), j = window(columns, x, s);
                  if (i >= 0 && j >= 0)
                    sum =
                        multiply_added(feature(n, k, i, j), weight[weight_at(k, c % channels(), r, s)], sum);
                }
              }
            }
            out.push_back(sum);
          }
        }
      }
    }
    return out;
  }

  /// Of some whole blocks of 16 samples each lane by itself, then its lanes; then the next blocks. Of up to
  /// eight samples even and odd columns are lanes of their own. `product` is given what to add to for column
  /// x.
  template <class Product>
  T summed(Index together, const Product& product) const {
    T all = 0;
    for (Index first = 0; first < count;) {
      T lanes[most_lanes] = {};
      const Index whole = std::min((count - first) / most_lanes, together) * most_lanes;
      const Index rows = whole > 0 ? whole : count - first;
      const bool pairs = lanes_for(count) < most_lanes;
      for (Index n = 0; n < rows; ++n) {
        product(first + n, [&](Index x) -> T& {
          return lanes[n % most_lanes + (pairs && x % 2 == 1 ? most_lanes / 2 : 0)];
        });
      }
      const T sum = sum_of_lanes<T, most_lanes>(lanes, most_lanes);
      all = first == 0 ? sum : all + sum;
      first += rows;
    }
    return all;
  }

  std::vector<T> weight_gradient(Index together) const {
    const auto& [rows, columns] = shape.axes;
    std::vector<T> out;
    for (Index k = 0; k < shape.features; ++k) {
      const Index first = k / (shape.features / shape.groups) * channels();
      for (Index c = 0; c < channels(); ++c) {
        for (Index r = 0; r < rows.kernel; ++r) {
          for (Index s = 0; s < columns.kernel; ++s) {
            out.push_back(summed(together, [&](Index n, const auto& sum) {
              for (Index y = 0; y < rows.output; ++y) {
                for (Index x = 0; x < columns.output; ++x) {
                  const Index i = place(rows, y, r), j = place(columns, x, s);
                  if (i >= 0 && j >= 0)
                    sum(x) = multiply_added(feature(n, k, y, x), picture(n, first + c, i, j), sum(x));
                }
              }
            }));
          }
        }
      }
    }
    return out;
  }

  std::vector<T> bias_gradient(Index together) const {
    std::vector<T> out;
    for (Index k = 0; k < shape.features; ++k) {
      out.push_back(summed(together, [&](Index n, const auto& sum) {
        for (Index y = 0; y < shape.axes[0].output; ++y) {
          for (Index x = 0; x < shape.axes[1].output; ++x) sum(x) += feature(n, k, y, x);
        }
      }));
    }
    return out;
  }
};

template <class T>
struct Sums {
  std::vector<T> gathered, scattered, weight, bias;
  Index blocks_together = 1;
  bool operator==(const Sums&) const = default;
};

template <class T>
Sums<T> sums_of(const Plain<T>& plain, Index lanes, int threads, bool rounds = false) {
  const ConvolutionShape& shape = plain.shape;
  Convolution<T> convolution(shape, plain.count, rounds);
  const LaneBatch batch{plain.count, lanes, threads};
  const std::vector<T> pictures = in_lanes(plain.pictures, plain.count, lanes);
  const std::vector<T> features = in_lanes(plain.features, plain.count, lanes);
  std::vector<T> out(features.size()), back(pictures.size());
  Sums<T> sums;
  sums.blocks_together = convolution.blocks_together();
  sums.weight.resize(plain.weight.size());
  sums.bias.resize(plain.bias.size());
  convolution.gather(pictures.data(), plain.weight.data(), plain.bias.data(), out.data(), batch);
  convolution.scatter(features.data(), plain.weight.data(), plain.channel_bias.data(), back.data(), batch);
  convolution.weight_gradient(pictures.data(), features.data(), sums.weight.data(), sums.bias.data(), batch);
  sums.gathered = in_rows(out, plain.count, lanes);
  sums.scattered = in_rows(back, plain.count, lanes);
  return sums;
}

template <class T>
void check_convolutions(Index rows) {
  for (std::size_t i = 0; i < convolution_shapes.size(); ++i) {
    CAPTURE(i);
    CAPTURE(rows);
    const Plain<T> plain(convolution_shapes[i], rows);
    const Sums<T> sums = sums_of(plain, lanes_for(rows), 1);
    CHECK(sums.gathered == plain.gathered());
    CHECK(sums.scattered == plain.scattered());
    CHECK(sums.weight == plain.weight_gradient(sums.blocks_together));
    CHECK(sums.bias == plain.bias_gradient(sums.blocks_together));
  }
}

}  // namespace

TEST_CASE("every value of a convolution is one sum in its order") {
  for (const Index rows : {1, 8, 13, 33}) {
    check_convolutions<float>(rows);
    check_convolutions<double>(rows);
  }
}

TEST_CASE("a convolution has the same bits for 8 and 16 lanes and for any number of threads") {
  for (const ConvolutionShape& shape : convolution_shapes) {
    // How the weight's gradient is summed over samples is another matter.
    const Plain<float> few(shape, 7);
    const Sums<float> in_eight = sums_of(few, 8, 1), in_sixteen = sums_of(few, 16, 1);
    CHECK(in_eight.gathered == in_sixteen.gathered);
    CHECK(in_eight.scattered == in_sixteen.scattered);
    CHECK(in_eight == sums_of(few, 8, 2));
    const Plain<float> many(shape, 37);
    const Sums<float> one = sums_of(many, 16, 1);
    CHECK(one == sums_of(many, 16, 2));
    CHECK(one == sums_of(many, 16, 3));
  }
}

TEST_CASE("a large convolution is cut into pieces without a change of its bits") {
  const Plain<float> plain({16, 24, 1, {axis_of(14, 3, 1, 1, 1, 1), axis_of(14, 3, 1, 1, 1, 1)}}, 100);
  const Sums<float> one = sums_of(plain, 16, 1);
  CHECK(one == sums_of(plain, 16, 2));
  CHECK(one == sums_of(plain, 16, 3));
  CHECK(one.gathered == plain.gathered());
  CHECK(one.weight == plain.weight_gradient(one.blocks_together));
}

TEST_CASE("what is done to a convolution's sums: ReLU, and the gate of its gradient") {
  const Plain<float> plain(convolution_shapes[0], 9);
  Convolution<float> convolution(plain.shape, plain.count);
  const LaneBatch batch{plain.count, 16, 1};
  const std::vector<float> pictures = in_lanes(plain.pictures, plain.count, 16);
  const std::vector<float> features = in_lanes(plain.features, plain.count, 16);
  std::vector<float> out(features.size()), back(pictures.size());
  convolution.gather(pictures.data(), plain.weight.data(), plain.bias.data(), out.data(), batch,
                     {.fuse_relu = true});
  std::vector<float> expected = plain.gathered();
  for (float& value : expected) value = std::max(value, 0.0F);
  CHECK(in_rows(out, plain.count, 16) == expected);
  convolution.scatter(features.data(), plain.weight.data(), plain.channel_bias.data(), back.data(), batch,
                      {.gate = pictures.data()});
  expected = plain.scattered();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (plain.pictures[i] <= 0) expected[i] = 0;
  }
  CHECK(in_rows(back, plain.count, 16) == expected);
}

TEST_CASE("with operands in bfloat16 a convolution is that of rounded ones") {
  for (const ConvolutionShape& shape : convolution_shapes) {
    Plain<float> plain(shape, 11);
    for (auto* values : {&plain.pictures, &plain.features, &plain.weight}) {
      for (float& value : *values) value *= 1.001F;
    }
    Plain<float> rounded = plain;
    for (auto* values : {&rounded.pictures, &rounded.features, &rounded.weight}) {
      for (float& value : *values) value = round_to_bfloat16(value);
    }
    Sums<float> expected = sums_of(rounded, 16, 1);
    expected.bias = plain.bias_gradient(expected.blocks_together);
    CHECK(sums_of(plain, 16, 2, true) == expected);
  }
}

}  // namespace runner
