// Prints, as a table in Markdown, how fast the sums of a convolution are: forward, by the input, by the
// weight, with one thread and with two; in GFLOP/s, and as a part of the rate of fused multiply-adds that one
// thread has, measured beside it. Products with the zeros of a padding are counted, as everywhere, though
// some of them are left out.
//
//     convolutions [NAME …]      by default all shapes
//     convolutions --seconds S   of each measurement, 0.2 by default
//     convolutions --one         one thread only
//     convolutions --batch N

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/parallel.h"
#include "peak.h"
#include "tensor/convolution.h"
#include "tensor/lanes.h"

namespace {

using runner::Index;

struct Case {
  const char* name;
  Index batch, channels, features, size, kernel, padding = 0, stride = 1, groups = 1;
};

constexpr Case cases[] = {
    {"lenet 1", 64, 1, 6, 28, 5, 2},
    {"lenet 2", 64, 6, 16, 14, 5},
    {"course 1", 8, 3, 6, 32, 3},
    {"course 2", 8, 6, 16, 15, 3},
    {"digits", 64, 1, 16, 8, 3, 1},
    {"2c2d 1", 128, 1, 32, 28, 5, 2},
    {"2c2d 2", 128, 32, 64, 14, 5, 2},
    {"3c3d 1", 128, 3, 64, 32, 5},
    {"3c3d 2", 128, 64, 96, 14, 3},
    {"3c3d 3", 128, 96, 128, 6, 3, 1},
    {"res 16", 128, 16, 16, 32, 3, 1},
    {"res 16-32", 128, 16, 32, 32, 3, 1, 2},
    {"res 32", 128, 32, 32, 16, 3, 1},
    {"res 64", 128, 64, 64, 8, 3, 1},
    {"64 at 32", 32, 64, 64, 32, 3, 1},
    {"1x1", 128, 64, 64, 16, 1},
    {"depthwise", 128, 64, 64, 16, 3, 1, 1, 64},
};

runner::ConvolutionShape shape_of(const Case& c) {
  runner::WindowShape axis;
  axis.picture = c.size;
  axis.output = (c.size + 2 * c.padding - c.kernel) / c.stride + 1;
  axis.kernel = c.kernel;
  axis.stride = c.stride;
  axis.padding = c.padding;
  return {.channels = c.channels, .features = c.features, .groups = c.groups, .axes = {axis, axis}};
}

void fill(runner::Buffer<float>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 19) / 19.0F - 0.5F;
}

/// Multiply-adds per second of the fastest of many runs.
template <class Work>
double rate(double multiply_adds, double seconds, int threads, const Work& work) {
  work();
  const double once = bench::shortest(3, work);
  const int repeats = static_cast<int>(seconds / once) + 3;
  return multiply_adds /
         (threads == 1 ? bench::shortest_alone(repeats, work) : bench::shortest(repeats, work));
}

void report(const Case& c, double seconds, int most_threads) {
  const runner::ConvolutionShape shape = shape_of(c);
  runner::Convolution<float> convolution(shape, c.batch);
  const Index rows = runner::padded_rows(c.batch, runner::most_lanes);
  runner::Buffer<float> pictures(rows * shape.picture_size()), features(rows * shape.output_size());
  runner::Buffer<float> weight(shape.weight_size()), bias(c.features), gradient(shape.weight_size());
  runner::Buffer<float> grad_pictures(rows * shape.picture_size());
  fill(pictures);
  fill(features);
  fill(weight);
  const Index positions = shape.axes[0].output * shape.axes[1].output;
  const auto multiply_adds = static_cast<double>(c.batch * shape.weight_size() * positions);
  const double peak = bench::multiply_adds_per_second(50);
  std::printf("| %s |", c.name);
  for (int threads = 1; threads <= most_threads; ++threads) {
    runner::with_threads(threads, [&] {
      const runner::LaneBatch batch{c.batch, runner::lanes_for(c.batch), threads};
      const double rates[] = {
          rate(multiply_adds, seconds, threads,
               [&] {
                 convolution.gather(pictures.data(), weight.data(), bias.data(), features.data(), batch);
               }),
          rate(multiply_adds, seconds, threads,
               [&] {
                 convolution.scatter(features.data(), weight.data(), nullptr, grad_pictures.data(), batch);
               }),
          rate(multiply_adds, seconds, threads, [&] {
            convolution.weight_gradient(pictures.data(), features.data(), gradient.data(), bias.data(),
                                        batch);
          })};
      for (const double each : rates) std::printf(" %.0f (%.0f %%) |", 2e-9 * each, 100 * each / peak);
    });
  }
  std::printf(" %.0f |\n", 2e-9 * peak);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  double seconds = 0.2;
  int threads = 2;
  Index batch = 0;
  std::vector<std::string_view> names;
  for (int i = 1; i < count; ++i) {
    if (std::string_view(words[i]) == "--seconds" && i + 1 < count) {
      seconds = std::atof(words[++i]);
    } else if (std::string_view(words[i]) == "--one") {
      threads = 1;
    } else if (std::string_view(words[i]) == "--batch" && i + 1 < count) {
      batch = std::atol(words[++i]);
    } else {
      names.emplace_back(words[i]);
    }
  }
  std::printf("| shape | forward | by input | by weight |%s peak of one |\n",
              threads == 1 ? "" : " forward, two threads | by input | by weight |");
  std::printf("|---|---|---|---|%s---|\n", threads == 1 ? "" : "---|---|---|");
  for (Case c : cases) {
    if (batch > 0) c.batch = batch;
    if (names.empty() || std::ranges::find(names, c.name) != names.end()) report(c, seconds, threads);
  }
}
