#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "bound.h"
#include "layer_cases.h"
#include "tensor/lanes.h"

// Layers that take samples as they come, row by row and side by side: what they give must not depend on it,
// and what stands in the padding of the last block must not come into anything.

namespace runner {
namespace {

using Json = nlohmann::json;

/// What a layer gives for the same rows and draws, row by row again.
struct Given {
  std::vector<double> out, grad_in, gradients;
};

Given pass_of(const Json& c, Index rows, Index lanes, bool training,
              double padding = std::numeric_limits<double>::quiet_NaN()) {
  const auto shape = c["shape"].get<Shape>();
  const LoneLayer<double> lone(c["layer"].dump(), shape, rows);
  const Index width = size_of(shape), out_width = size_of(lone.output);
  const auto room = [&](Index values) {
    return std::vector<double>(static_cast<std::size_t>(padded_rows(rows, most_lanes) * values), padding);
  };
  std::vector<double> in = room(width), grad_out = room(out_width), out = room(out_width),
                      grad_in = room(width);
  const auto fill = [&](std::vector<double>& values, Index each, std::uint64_t seed) {
    std::vector<double> drawn(static_cast<std::size_t>(rows * each));
    Generator(seed).uniform(std::span(drawn), -2, 2);
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < each; ++j) {
        const Index to = lanes == 1 ? i * each + j : (i / lanes * each + j) * lanes + i % lanes;
        values[static_cast<std::size_t>(to)] = drawn[static_cast<std::size_t>(i * each + j)];
      }
    }
  };
  fill(in, width, 1);
  fill(grad_out, out_width, 2);
  Generator draws(3);
  const ForwardContext context{.training = training, .threads = 2, .lanes = lanes, .generator = &draws};
  const Matrix<const double> x{in.data(), rows, width}, g{grad_out.data(), rows, out_width};
  lone.layer->forward(x, {out.data(), rows, out_width}, context);
  lone.layer->backward(x, {out.data(), rows, out_width}, g, {grad_in.data(), rows, width}, context);
  const auto in_rows = [&](const std::vector<double>& values, Index each) {
    std::vector<double> found(static_cast<std::size_t>(rows * each));
    if (lanes == 1) {
      std::copy_n(values.begin(), found.size(), found.begin());
    } else {
      from_lanes(values.data(), Matrix<double>{found.data(), rows, each}, lanes, 1);
    }
    return found;
  };
  return {in_rows(out, out_width), in_rows(grad_in, width), lone.gradients};
}

}  // namespace

TEST_CASE("layers that take samples either way give the same bits in lanes as in rows") {
  std::size_t seen = 0;
  for (const Json& c : layer_cases_of_pytorch()) {
    const LayerComponents layers = layers_of("[" + c["layer"].dump() + "]");
    if (c["dtype"] != "float64" || layers[0]->packing(c["shape"].get<Shape>()) != Packing::either) continue;
    CAPTURE(c["layer"].dump());
    ++seen;
    for (const Index rows : {3, 8, 16, 21}) {
      for (const bool training : {true, false}) {
        CAPTURE(rows);
        CAPTURE(training);
        const Given row_by_row = pass_of(c, rows, 1, training);
        for (const Index lanes : {8, 16}) {
          const Given side_by_side = pass_of(c, rows, lanes, training);
          CHECK(side_by_side.out == row_by_row.out);
          CHECK(side_by_side.grad_in == row_by_row.grad_in);
          REQUIRE(side_by_side.gradients.size() == row_by_row.gradients.size());
          for (std::size_t i = 0; i < row_by_row.gradients.size(); ++i)
            CHECK(side_by_side.gradients[i] == doctest::Approx(row_by_row.gradients[i]).epsilon(1e-12));
        }
      }
    }
  }
  CHECK(seen > 15);
}

TEST_CASE("what pads the last block comes into nothing") {
  std::size_t seen = 0;
  for (const Json& c : layer_cases_of_pytorch()) {
    const LayerComponents layers = layers_of("[" + c["layer"].dump() + "]");
    Diagnostics unheard;
    const auto shape = c["shape"].get<Shape>();
    if (c["dtype"] != "float64" || !takes_lanes(summarize(layers, shape, unheard).value())) continue;
    CAPTURE(c["layer"].dump());
    ++seen;
    for (const Index rows : {3, 19}) {
      const Index lanes = lanes_for(rows);
      const Given zeros = pass_of(c, rows, lanes, true, 0), others = pass_of(c, rows, lanes, true);
      CHECK(others.out == zeros.out);
      CHECK(others.grad_in == zeros.grad_in);
      CHECK(others.gradients == zeros.gradients);
    }
  }
  CHECK(seen > 25);
}

}  // namespace runner
