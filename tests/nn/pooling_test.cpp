#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "bound.h"

// What random numbers never have: equal values, NaN, infinity; and what a chain does with a ReLU beside.

namespace runner {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
using Numbers = std::vector<double>;

struct Pooled {
  Numbers out, gradient;
};

/// A chain of layers over one sample; the loss's gradient by output i is i + 1.
Pooled pooled(const std::string& layers, const Shape& shape, const Numbers& in) {
  const Index width = size_of(shape);
  Chain<double> chain(layers_of(layers), shape, 1);
  const Matrix<const double> out = chain.forward({in.data(), 1, width}, {});
  Pooled found{{out.data, out.data + out.size()}, Numbers(in.size())};
  const Matrix<double> gradient = chain.output_gradient(1);
  for (Index i = 0; i < gradient.size(); ++i) gradient.data[i] = static_cast<double>(i + 1);
  chain.backward({in.data(), 1, width}, {found.gradient.data(), 1, width}, {});
  return found;
}

bool same(const Numbers& a, const Numbers& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])))) return false;
  }
  return true;
}

Numbers drawn_values(Index count) {
  Numbers values(static_cast<std::size_t>(count));
  Generator(5).uniform(std::span(values), -1, 1);
  return values;
}

}  // namespace

TEST_CASE("of equal values the first one of a window gets the gradient of max pooling") {
  const Pooled found = pooled("[{type: MaxPool2d, kernel_size: 2}]", {1, 2, 4}, {3, 3, 1, 2, 3, 3, 2, 2});
  CHECK(found.out == Numbers{3, 2});
  CHECK(found.gradient == Numbers{1, 0, 0, 2, 0, 0, 0, 0});
  const Pooled overlapping =
      pooled("[{type: MaxPool1d, kernel_size: 3, stride: 1, padding: 1}]", {1, 4}, {5, 5, 5, 1});
  CHECK(overlapping.out == Numbers{5, 5, 5, 5});
  CHECK(overlapping.gradient == Numbers{1 + 2, 3, 4, 0});
}

TEST_CASE("the last NaN of a window wins in max pooling, and -inf is a value as others") {
  const Pooled found = pooled("[{type: MaxPool1d, kernel_size: 4}]", {1, 8},
                              {1, not_a_number, not_a_number, 9, -infinite, -infinite, -infinite, -infinite});
  CHECK(same(found.out, {not_a_number, -infinite}));
  CHECK(found.gradient == Numbers{0, 0, 1, 0, 2, 0, 0, 0});
  const Pooled large = pooled("[{type: AdaptiveMaxPool2d, output_size: 1}]", {1, 6, 6}, [] {
    Numbers in(36, 2.0);
    in[20] = in[7] = 4;
    return in;
  }());
  CHECK(large.out == Numbers{4});
  CHECK(large.gradient[7] == 1);
  CHECK(large.gradient[20] == 0);
}

TEST_CASE("a window that sees nothing but padding is below all values and has no gradient") {
  const Pooled found =
      pooled("[{type: MaxPool1d, kernel_size: 2, stride: 1, dilation: 2, padding: 1}]", {1, 1}, {4});
  CHECK(found.out == Numbers{-infinite});
  CHECK(found.gradient == Numbers{0});
}

TEST_CASE("the norm without limit is the largest magnitude, that below all limits the smallest") {
  const Pooled largest = pooled("[{type: LPPool1d, norm_type: .inf, kernel_size: 3}]", {1, 3}, {3, -4, 1});
  CHECK(largest.out == Numbers{4});
  CHECK(largest.gradient == Numbers{0, -1, 0});
  const Pooled smallest = pooled("[{type: LPPool1d, norm_type: -.inf, kernel_size: 3}]", {1, 3}, {3, -4, 1});
  CHECK(smallest.out == Numbers{1});
  CHECK(smallest.gradient == Numbers{0, 0, 1});
}

TEST_CASE("norms of nothing but zeros have the gradient 0") {
  for (const char* p : {"1", "2", "3", ".inf"}) {
    CAPTURE(p);
    const Pooled found =
        pooled(std::string("[{type: LPPool1d, kernel_size: 2, norm_type: ") + p + "}]", {1, 2}, {0, 0});
    CHECK(found.out == Numbers{0});
    CHECK(found.gradient == Numbers{0, 0});
  }
}

TEST_CASE("pooling does the work of a ReLU before or behind it, with the same numbers") {
  const Numbers in = [] {
    Numbers values = drawn_values(2 * 7 * 6);
    values[3] = 0;
    values[17] = not_a_number;
    return values;
  }();
  for (const char* pool :
       {"{type: MaxPool2d, kernel_size: 2}", "{type: MaxPool2d, kernel_size: 3, stride: 2, padding: 1}",
        "{type: AvgPool2d, kernel_size: 2}", "{type: AvgPool2d, kernel_size: 3, stride: 2}",
        "{type: AdaptiveMaxPool2d, output_size: 1}", "{type: ZeroPad2d, padding: [1, -1, 0, 2]}"}) {
    CAPTURE(pool);
    // A chain gives a ReLU to whom is before it, or, where that can't, does it by itself; Hardshrink keeps
    // from that what it stands beside, and changes nothing.
    const std::string nothing = "{type: Hardshrink, lambd: 0}", layer = pool;
    for (const bool behind : {false, true}) {
      const std::string together = behind ? "[" + layer + ", ReLU]" : "[Identity, ReLU, " + layer + "]";
      const std::string apart = behind ? "[" + layer + ", " + nothing + ", ReLU]"
                                       : "[Identity, ReLU, " + nothing + ", " + layer + "]";
      const Pooled one = pooled(together, {2, 7, 6}, in), other = pooled(apart, {2, 7, 6}, in);
      CHECK(same(one.out, other.out));
      CHECK(same(one.gradient, other.gradient));
    }
  }
}

TEST_CASE(
    "layers over pictures have the same bits for any number of threads where they have several pieces") {
  constexpr Index rows = 70;
  const Shape shape = {16, 16, 16};
  Buffer<float> in(rows * size_of(shape)), grad_in(rows * size_of(shape));
  Generator(1).uniform(in.span(), -1, 1);
  for (const char* yaml :
       {"[{type: MaxPool2d, kernel_size: 2}]", "[{type: MaxPool2d, kernel_size: 3, stride: 1}]",
        "[{type: AvgPool2d, kernel_size: 3, stride: 2}]", "[{type: AdaptiveAvgPool2d, output_size: 1}]",
        "[{type: LPPool2d, norm_type: 2, kernel_size: 2}]", "[{type: ReflectionPad2d, padding: 3}]",
        "[{type: Upsample, scale_factor: 2, mode: bilinear}]", "[{type: PixelShuffle, upscale_factor: 4}]",
        "[Softmax2d]", "[{type: LogSoftmax, dim: 1}, {type: PixelShuffle, upscale_factor: 2}]",
        "[{type: PixelShuffle, upscale_factor: 2}, {type: GLU, dim: 1}]"}) {
    CAPTURE(yaml);
    Chain<float> chain(layers_of(yaml), shape, rows);
    Buffer<float> factors(rows * chain.output_size());
    Generator(2).uniform(factors.span(), -1, 1);
    std::vector<std::vector<float>> found;
    for (const int threads : {1, 2, 3}) {
      const ForwardContext context{.training = true, .threads = threads};
      const Matrix<const float> x{in.data(), rows, size_of(shape)};
      const Matrix<const float> out = chain.forward(x, context);
      std::vector<float>& all = found.emplace_back(out.data, out.data + out.size());
      std::ranges::copy(factors.span(), chain.output_gradient(rows).data);
      chain.backward(x, {grad_in.data(), rows, size_of(shape)}, context);
      all.insert(all.end(), grad_in.data(), grad_in.data() + grad_in.size());
    }
    CHECK(found[0] == found[1]);
    CHECK(found[0] == found[2]);
  }
}

}  // namespace runner
