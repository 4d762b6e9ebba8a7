#include "tensor/bfloat16.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "support/bfloat16.h"
#include "tensor/buffer.h"
#include "tensor/rounded_products.h"

namespace runner {

namespace {

float float_of(std::uint32_t bits) {
  return std::bit_cast<float>(bits);
}

struct Rounding {
  std::uint32_t from;
  Bfloat16 to;
};

constexpr Rounding roundings[] = {
    {0x00000000, 0x0000}, {0x80000000, 0x8000},                        // zeros keep their sign
    {0x3F800000, 0x3F80},                                              // 1
    {0x3F807FFF, 0x3F80}, {0x3F808000, 0x3F80}, {0x3F808001, 0x3F81},  // a half to the even one below
    {0x3F817FFF, 0x3F81}, {0x3F818000, 0x3F82}, {0x3F818001, 0x3F82},  // and to the even one above
    {0xBF808000, 0xBF80}, {0xBF818000, 0xBF82},                        // of either sign
    {0x3FFF8000, 0x4000}, {0x3FFF7FFF, 0x3FFF},                        // into the next power of two
    {0x00000001, 0x0000}, {0x00008000, 0x0000}, {0x00008001, 0x0001},  // below the normal numbers
    {0x00018000, 0x0002}, {0x007F8000, 0x0080}, {0x80008001, 0x8001},
    {0x7F7F7FFF, 0x7F7F}, {0x7F7F8000, 0x7F80}, {0x7F7FFFFF, 0x7F80},  // beyond the largest
    {0xFF7FFFFF, 0xFF80}, {0x7F800000, 0x7F80}, {0xFF800000, 0xFF80},  // infinities
    {0x7FC00000, 0x7FC0}, {0xFFC00000, 0xFFC0},                        // NaN stays NaN, of whatever kind
    {0x7F800001, 0x7FC0}, {0x7FFFFFFF, 0x7FFF}, {0xFF80FFFF, 0xFFC0},
};

/// Values of all sizes and both signs, with the special ones among them.
Buffer<float> values(Index count) {
  Buffer<float> made(count);
  constexpr auto special = static_cast<Index>(std::size(roundings));
  for (Index i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    made[at] = i % 7 == 3 ? float_of(roundings[(i / 7) % special].from)
                          : std::ldexp(std::sin(static_cast<float>(3 * i + 1)), static_cast<int>(i % 5) - 2);
  }
  return made;
}

struct Size {
  Index rows, cols;
};
constexpr Size sizes[] = {{1, 1},   {2, 1},   {1, 3},    {15, 16}, {16, 15},  {17, 33},
                          {33, 63}, {64, 32}, {70, 130}, {3, 200}, {900, 700}};

/// The matrix that is packed, element by element: 0 beyond it.
template <class Cursor>
std::vector<Bfloat16> packed(const PackedShape& shape, const Cursor& at) {
  std::vector<Bfloat16> out(static_cast<std::size_t>(shape.size()));
  for (Index p = 0; p < shape.padded_depth(); ++p) {
    for (Index j = 0; j < shape.blocks() * 64; ++j) {
      const Index block = j / 64 * 64;
      const Index place = shape.offset(block) + p / 2 * 128 + (j - block) * 2 + p % 2;
      const bool is_inside = p < shape.depth && j < shape.columns;
      out[static_cast<std::size_t>(place)] = is_inside ? to_bfloat16(at(p, j)) : Bfloat16{0};
    }
  }
  return out;
}

/// What `work` writes into memory that has other values before.
template <class Work>
std::vector<Bfloat16> written(std::size_t size, const Work& work) {
  Buffer<Bfloat16> out(static_cast<Index>(size) + 1);
  for (Bfloat16& value : out.span()) value = 0x1234;
  work(out.data());
  CHECK(out[size] == 0x1234);
  return {out.data(), out.data() + size};
}

}  // namespace

TEST_CASE("a float becomes the nearest bfloat16") {
  for (const Rounding& rounding : roundings) {
    CAPTURE(rounding.from);
    CHECK(to_bfloat16(float_of(rounding.from)) == rounding.to);
  }
  CHECK(to_float(0x3F81) == 1.0078125F);
}

TEST_CASE("a float rounded to bfloat16 stays a float, and NaN a quiet NaN of its sign") {
  CHECK(round_to_bfloat16(1.005F) == 1.0078125F);
  CHECK(round_to_bfloat16(-std::numeric_limits<float>::max()) == -std::numeric_limits<float>::infinity());
  constexpr std::uint32_t quiet = 0x7FC00000;
  for (const std::uint32_t bits : {0x7F800001U, 0x7FBFFFFFU, 0xFF800001U, 0xFFC0FFFFU}) {
    CAPTURE(bits);
    const auto rounded = std::bit_cast<std::uint32_t>(round_to_bfloat16(float_of(bits)));
    CHECK((rounded & quiet) == quiet);
    CHECK((rounded >> 31U) == (bits >> 31U));
    CHECK((rounded & 0xFFFFU) == 0);
  }
}

TEST_CASE("matrices are rounded, turned over and packed element by element") {
  for (const auto& [rows, cols] : sizes) {
    CAPTURE(rows);
    CAPTURE(cols);
    const Buffer<float> data = values(rows * cols);
    const Matrix<const float> m{data.data(), rows, cols};
    std::vector<Bfloat16> rounded, transposed;
    for (const float value : data.span()) rounded.push_back(to_bfloat16(value));
    for (Index j = 0; j < cols; ++j) {
      for (Index i = 0; i < rows + rows % 2; ++i)
        transposed.push_back(i < rows ? to_bfloat16(m.row(i)[j]) : Bfloat16{0});
    }
    const auto as_it_is = packed({rows, cols}, [&](Index p, Index j) { return m.row(p)[j]; });
    const auto turned_over = packed({cols, rows}, [&](Index p, Index j) { return m.row(j)[p]; });
    for (const int threads : {1, 3}) {
      CHECK(written(rounded.size(), [&](Bfloat16* out) { round_to_bfloat16(m, out, threads); }) == rounded);
      CHECK(written(transposed.size(), [&](Bfloat16* out) { round_transposed(m, out, threads); }) ==
            transposed);
      CHECK(written(as_it_is.size(), [&](Bfloat16* out) { pack(m, out, threads); }) == as_it_is);
      CHECK(written(turned_over.size(), [&](Bfloat16* out) { pack_transposed(m, out, threads); }) ==
            turned_over);
    }
  }
}

namespace {

/// Numbers of rows, inputs and outputs.
struct Layer {
  Index n, k, m;
};
// The last are cut into pieces: along the columns, along both sides, along the rows of the weight.
constexpr Layer layers[] = {{1, 1, 1},       {1, 2, 16},       {3, 5, 7},       {16, 2, 16},
                            {33, 17, 65},    {64, 64, 10},     {7, 300, 130},   {128, 784, 50},
                            {200, 600, 700}, {2100, 300, 200}, {160, 1100, 500}};

std::vector<float> some(Index count, int seed) {
  std::vector<float> made;
  for (Index i = 0; i < count; ++i)
    made.push_back(static_cast<float>(std::sin(static_cast<double>((i * 37 + seed) % 1009))));
  return made;
}

double rounded(float value) {
  return to_float(to_bfloat16(value));
}

/// All three products of a layer of some values, twice over, so that what was prepared serves again.
struct Products {
  Products(const Layer& s, bool finished, int threads)
      : in(some(s.n * s.k, 1)),
        weight(some(s.m * s.k, 2)),
        grad(some(s.n * s.m, 3)),
        bias(some(s.m, 4)),
        out(static_cast<std::size_t>(s.n * s.m)),
        grad_in(in.size()),
        grad_weight(weight.size()) {
    RoundedProducts products(s.k, s.m, s.n);
    const Matrix<const float> x{in.data(), s.n, s.k}, w{weight.data(), s.m, s.k}, g{grad.data(), s.n, s.m};
    for (const bool again : {false, true}) {
      products.forward(x, w, again, finished ? bias.data() : nullptr, finished, {out.data(), s.n, s.m},
                       threads);
      products.weight_gradient(g, x, {grad_weight.data(), s.m, s.k}, threads);
      products.input_gradient(g, w, finished ? in.data() : nullptr, {grad_in.data(), s.n, s.k}, threads);
    }
  }
  std::vector<float> in, weight, grad, bias, out, grad_in, grad_weight;
};

/// A matrix and how far apart its elements lie.
struct Factor {
  const std::vector<float>& values;
  Index row_step, column_step;
  double at(Index i, Index j) const {
    return rounded(values[static_cast<std::size_t>(i * row_step + j * column_step)]);
  }
};

/// Every sum of `depth` exact products is rounded at most `depth` times, by 2^-24 of what it has reached, and
/// once more with a bias.
template <class Finish>
void check_product(const Factor& a, const Factor& b, const ProductSize& size, const std::vector<float>& out,
                   const Finish& finish) {
  double worst = 0;
  for (Index i = 0; i < size.rows; ++i) {
    for (Index j = 0; j < size.columns; j += 1 + size.columns / 50) {
      double sum = 0, reach = 1;  // of a bias
      for (Index p = 0; p < size.depth; ++p) {
        sum += a.at(i, p) * b.at(p, j);
        reach += std::abs(a.at(i, p) * b.at(p, j));
      }
      const double error = std::abs(finish(sum, i, j) - out[static_cast<std::size_t>(i * size.columns + j)]);
      worst = std::max(worst, error / (std::ldexp(static_cast<double>(size.depth + 1), -24) * reach));
    }
  }
  CHECK(worst <= 1);
}

void check_products(const Layer& s, bool finished) {
  const Products made(s, finished, 1);
  const auto forward = [&](double sum, Index, Index j) {
    return finished ? std::max(sum + made.bias[static_cast<std::size_t>(j)], 0.0) : sum;
  };
  const auto gate = [&](double sum, Index i, Index j) {
    return finished && made.in[static_cast<std::size_t>(i * s.k + j)] <= 0 ? 0 : sum;
  };
  check_product({made.in, s.k, 1}, {made.weight, 1, s.k}, {s.n, s.m, s.k}, made.out, forward);
  check_product({made.grad, s.m, 1}, {made.weight, s.k, 1}, {s.n, s.k, s.m}, made.grad_in, gate);
  check_product({made.grad, 1, s.m}, {made.in, s.k, 1}, {s.m, s.k, s.n}, made.grad_weight,
                [](double sum, Index, Index) { return sum; });
}

}  // namespace

TEST_CASE("products in bfloat16 are those of the rounded operands") {
  if (!has_bfloat16()) return;
  for (const Layer& layer : layers) {
    CAPTURE(layer.n);
    CAPTURE(layer.k);
    CAPTURE(layer.m);
    check_products(layer, false);
    check_products(layer, true);
  }
}

TEST_CASE("products in bfloat16 have the same bits for any number of threads") {
  if (!has_bfloat16()) return;
  for (const Layer& layer : layers) {
    const Products one(layer, true, 1);
    for (const int threads : {2, 3}) {
      const Products several(layer, true, threads);
      CHECK(several.out == one.out);
      CHECK(several.grad_in == one.grad_in);
      CHECK(several.grad_weight == one.grad_weight);
    }
  }
}

TEST_CASE("fewer rows than the most give what they give alone, before and behind others") {
  if (!has_bfloat16()) return;
  constexpr Index most = 9, inputs = 40, outputs = 70;
  const auto in = some(most * inputs, 1), weight = some(outputs * inputs, 2), grad = some(most * outputs, 3);
  RoundedProducts shared(inputs, outputs, most);
  for (const Index rows : {most, Index{4}, Index{1}, most, Index{4}}) {
    CAPTURE(rows);
    std::vector<float> together(static_cast<std::size_t>(outputs * inputs)), alone(together.size());
    RoundedProducts own(inputs, outputs, rows);
    const Matrix<const float> x{in.data(), rows, inputs}, g{grad.data(), rows, outputs};
    shared.weight_gradient(g, x, {together.data(), outputs, inputs}, 1);
    own.weight_gradient(g, x, {alone.data(), outputs, inputs}, 1);
    CHECK(together == alone);
  }
}

TEST_CASE("what is not finite passes through products in bfloat16, and through ReLU behind them") {
  if (!has_bfloat16()) return;
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  const std::vector<float> in = {nan, 1, inf, 1, -inf, 1}, weight = {1, 1};
  std::vector<float> out(3);
  RoundedProducts(2, 1, 3).forward({in.data(), 3, 2}, {weight.data(), 1, 2}, false, nullptr, true,
                                   {out.data(), 3, 1}, 1);
  CHECK(std::isnan(out[0]));
  CHECK(out[1] == inf);
  CHECK(out[2] == 0);
}

}  // namespace runner
