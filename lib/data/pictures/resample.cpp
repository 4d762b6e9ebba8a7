#include "data/pictures/resample.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/memory.h"

// Pillow's Resample.c, with the triangle as filter: precompute_coeffs, normalize_coeffs_8bpc,
// ImagingResampleHorizontal_8bpc and …Vertical_8bpc.

namespace runner {

namespace {

constexpr int weight_bits = 32 - 8 - 2;

double triangle(double x) {
  x = std::abs(x);
  return x < 1 ? 1 - x : 0;
}

/// Which pixels make each one of the result, and with what weights.
struct Resampling {
  std::vector<Index> first, count;
  std::vector<int> weights;  // result × most
  Index most = 0;
};

Resampling resampling(Index from, Index to) {
  Resampling made;
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double filter_scale = std::max(scale, 1.0);
  const double support = 1.0 * filter_scale;
  made.most = static_cast<Index>(std::ceil(support)) * 2 + 1;
  require_memory(product_of_sizes({to, made.most, static_cast<std::int64_t>(sizeof(int))}));
  made.weights.assign(static_cast<std::size_t>(to * made.most), 0);
  std::vector<double> exact(static_cast<std::size_t>(made.most));
  for (Index i = 0; i < to; ++i) {
    const double center = (static_cast<double>(i) + 0.5) * scale;
    const double inverse = 1.0 / filter_scale;
    const Index first = std::max<Index>(static_cast<Index>(std::floor(center - support + 0.5)), 0);
    const Index end = std::min(static_cast<Index>(std::floor(center + support + 0.5)), from);
    double sum = 0;
    for (Index x = 0; x < end - first; ++x) {
      const double weight = triangle((static_cast<double>(x + first) - center + 0.5) * inverse);
      exact[static_cast<std::size_t>(x)] = weight;
      sum += weight;
    }
    for (Index x = 0; x < end - first; ++x) {
      double weight = exact[static_cast<std::size_t>(x)];
      if (sum != 0) weight /= sum;
      // No weight is negative, as some of PIL's other filters have them.
      made.weights[static_cast<std::size_t>(i * made.most + x)] =
          static_cast<int>(std::floor(0.5 + weight * (1 << weight_bits)));
    }
    made.first.push_back(first);
    made.count.push_back(end - first);
  }
  return made;
}

/// Values `stride` apart, by the weights.
std::uint8_t summed(const std::uint8_t* from, Index stride, const int* weights, Index count) {
  int sum = 1 << (weight_bits - 1);
  for (Index i = 0; i < count; ++i) sum += from[i * stride] * weights[i];
  return static_cast<std::uint8_t>(std::clamp(sum >> weight_bits, 0, 255));
}

}  // namespace

BytePicture resampled(BytePicture picture, Index height, Index width) {
  if (picture.width != width) {
    const Resampling along = resampling(picture.width, width);
    BytePicture made{picture.channels, picture.height, width, {}};
    made.values.resize(static_cast<std::size_t>(size_of(made.shape())));
    for (Index row = 0; row < picture.channels * picture.height; ++row) {
      const std::uint8_t* const from = picture.values.data() + row * picture.width;
      std::uint8_t* const to = made.values.data() + row * width;
      for (Index x = 0; x < width; ++x) {
        const auto i = static_cast<std::size_t>(x);
        to[x] = summed(from + along.first[i], 1, along.weights.data() + x * along.most, along.count[i]);
      }
    }
    picture = std::move(made);
  }
  if (picture.height != height) {
    const Resampling along = resampling(picture.height, height);
    BytePicture made{picture.channels, height, width, {}};
    made.values.resize(static_cast<std::size_t>(size_of(made.shape())));
    for (Index channel = 0; channel < picture.channels; ++channel) {
      const std::uint8_t* const from = picture.values.data() + channel * picture.height * width;
      std::uint8_t* const to = made.values.data() + channel * height * width;
      for (Index y = 0; y < height; ++y) {
        const auto i = static_cast<std::size_t>(y);
        for (Index x = 0; x < width; ++x)
          to[y * width + x] = summed(from + along.first[i] * width + x, width,
                                     along.weights.data() + y * along.most, along.count[i]);
      }
    }
    picture = std::move(made);
  }
  return picture;
}

}  // namespace runner
