#include "data/preprocess/one_dimensional_k_means.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

#include "base/stop.h"

// Lloyd's algorithm with scikit-learn's order of work and its two rules for the end: no label changes, or the
// centers hardly move.

namespace runner {

namespace {

using Places = std::vector<std::size_t>;

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The nearest center of each value, of equally near ones the first.
void assign(const std::vector<double>& values, const std::vector<double>& centers, Places& labels) {
  Places order(centers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto center_at = [&](std::size_t c) { return centers[c]; };
  std::ranges::sort(order, {}, [&](std::size_t c) { return std::pair(centers[c], c); });
  const auto repeated = std::ranges::unique(order, {}, center_at);  // of those at one place the first is left
  order.erase(repeated.begin(), repeated.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    look_at_stop();
    const double x = values[i];
    const auto away = [&](std::size_t center) {
      return centers[center] * centers[center] - 2 * x * centers[center];
    };
    const auto above = std::ranges::lower_bound(order, x, {}, center_at);
    std::size_t best = above == order.end() ? order.back() : *above;
    if (above != order.begin()) {
      const std::size_t below = *(above - 1);
      const double here = away(best), there = away(below);
      if (there < here || (there == here && below < best)) best = below;
    }
    labels[i] = best;
  }
}

/// Centers without a value get the values that are farthest from their own.
void relocate_empty(const std::vector<double>& values, const std::vector<double>& centers,
                    const Places& labels, std::vector<double>& sums, std::vector<double>& counts) {
  Places empty;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) empty.push_back(c);
  }
  if (empty.empty()) return;
  Places far(values.size());
  std::iota(far.begin(), far.end(), std::size_t{0});
  const auto distance = [&](std::size_t i) { return std::abs(values[i] - centers[labels[i]]); };
  const auto end = far.begin() + static_cast<std::ptrdiff_t>(empty.size());
  std::ranges::partial_sort(far, end, std::ranges::greater(), distance);
  if (distance(far.front()) == 0) return;
  for (std::size_t k = 0; k < empty.size(); ++k) {
    const double value = values[far[k]];
    sums[labels[far[k]]] -= value;
    counts[labels[far[k]]] -= 1;
    sums[empty[k]] = value;
    counts[empty[k]] = 1;
  }
}

/// The sums become means; a center that is still empty goes where the largest is.
void average(std::vector<double>& sums, const std::vector<double>& counts) {
  const auto largest = static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin());
  for (std::size_t c = 0; c < sums.size(); ++c)
    sums[c] = counts[c] > 0 ? sums[c] * (1 / counts[c]) : sums[largest];
}

}  // namespace

std::vector<double> k_means(std::vector<double> values, std::vector<double> centers) {
  const double mean = mean_of(values);
  double variance = 0;
  for (double& value : values) value -= mean;
  for (double& center : centers) center -= mean;
  const double left = mean_of(values);
  for (const double value : values) variance += (value - left) * (value - left);
  const double tolerance = 1e-4 * variance / static_cast<double>(values.size());

  constexpr int most = 300;
  Places labels(values.size()), before(values.size(), centers.size());
  for (int i = 0; i < most; ++i) {
    assign(values, centers, labels);
    std::vector<double> sums(centers.size()), counts(centers.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
      sums[labels[k]] += values[k];
      ++counts[labels[k]];
    }
    relocate_empty(values, centers, labels, sums, counts);
    average(sums, counts);
    double moved = 0;
    for (std::size_t c = 0; c < centers.size(); ++c) moved += (sums[c] - centers[c]) * (sums[c] - centers[c]);
    centers = std::move(sums);
    if (labels == before || moved <= tolerance) break;
    before = labels;
  }
  for (double& center : centers) center += mean;
  std::ranges::sort(centers);
  return centers;
}

}  // namespace runner
