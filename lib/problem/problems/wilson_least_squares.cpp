#include "problem/problems/wilson_least_squares.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {

namespace {

constexpr std::size_t shared_features = 3;
constexpr std::size_t own_features = 5;  // set aside for each sample

/// How many of its own features a sample has.
std::size_t own_count(bool is_positive) {
  return is_positive ? 1 : own_features;
}

}  // namespace

Spec<WilsonLeastSquaresConfig> WilsonLeastSquaresConfig::spec() {
  using C = WilsonLeastSquaresConfig;
  return Spec<C>("wilson_least_squares",
                 "Least squares with more parameters than samples, where adaptive rules fit and fail to "
                 "generalise. It has mini-batches; test_loss is over samples never seen.")
      .source("Wilson, Roelofs, Stern, Srebro & Recht 2017, section 3.3, arXiv:1705.08292")
      .formula(
          "f(w) = mean of ½·(x·w - y)²,  y = 1 or -1,  x = (y, 1, 1, own features: 1 where y = 1, 5 where y "
          "= -1),  "
          "minimum 0; the known one is nearest to the start")
      .field("positive", &C::positive, "Samples with y = 1; more than the others, as in the paper.",
             closed(1, 1e5))
      .field("negative", &C::negative, "Samples with y = -1.", closed(1, 1e5))
      .field("start", &C::start, "The number at which every parameter starts.");
}

std::vector<double> WilsonLeastSquaresConfig::starting_point() const {
  return std::vector<double>(shared_features + own_features * static_cast<std::size_t>(samples()), start);
}

/// The solution differs from the start by a combination of the samples, with the same weight a or b for all
/// of a class. With A = positive·a and B = negative·b both classes are met where
///   3A + B + a = 1 - 4·start  and  A + 3B + 5b = -1 - 6·start.
std::vector<std::vector<double>> WilsonLeastSquaresConfig::minima() const {
  const auto p = static_cast<double>(positive), n = static_cast<double>(negative);
  const double wanted_p = 1 - 4 * start, wanted_n = -1 - 6 * start;
  const double pp = 3 * p + 1, pn = n, np = p, nn = 3 * n + 5;
  const double determinant = pp * nn - pn * np;
  const double a = (wanted_p * nn - wanted_n * pn) / determinant;
  const double b = (wanted_n * pp - wanted_p * np) / determinant;

  std::vector<double> w = starting_point();
  w[0] += p * a - n * b;
  w[1] += p * a + n * b;
  w[2] += p * a + n * b;
  for (std::int64_t sample = 0; sample < samples(); ++sample) {
    const bool is_positive = sample < positive;
    const auto first =
        w.begin() + static_cast<Index>(shared_features + own_features * static_cast<std::size_t>(sample));
    for (auto own = first; own != first + static_cast<Index>(own_count(is_positive)); ++own)
      *own += is_positive ? a : b;
  }
  return {w};
}

template <class T>
double WilsonLeastSquaresConfig::add_sample(std::span<const T> w, std::int64_t sample, double weight,
                                            std::span<T> gradient) const {
  const bool is_positive = sample < positive;
  const double y = is_positive ? 1 : -1;
  const std::size_t first = shared_features + own_features * static_cast<std::size_t>(sample);
  const std::size_t end = first + own_count(is_positive);
  double residual = y * static_cast<double>(w[0]) + static_cast<double>(w[1]) + static_cast<double>(w[2]) - y;
  for (std::size_t i = first; i < end; ++i) residual += static_cast<double>(w[i]);
  gradient[0] += static_cast<T>(weight * residual * y);
  gradient[1] += static_cast<T>(weight * residual);
  gradient[2] += static_cast<T>(weight * residual);
  for (std::size_t i = first; i < end; ++i) gradient[i] += static_cast<T>(weight * residual);
  return weight * residual * residual / 2;
}

template <class T>
double WilsonLeastSquaresConfig::mean(std::span<const T> w, SampleIndices batch,
                                      std::span<T> gradient) const {
  std::fill(gradient.begin(), gradient.end(), T(0));
  double value = 0;
  if (batch.empty()) {
    const double weight = 1 / static_cast<double>(samples());
    for (std::int64_t i = 0; i < samples(); ++i) value += add_sample(w, i, weight, gradient);
  } else {
    const double weight = 1 / static_cast<double>(batch.size());
    for (const std::int64_t i : batch) value += add_sample(w, i, weight, gradient);
  }
  return value;
}

/// The own features of a new sample have weights that no step has touched.
template <class T>
double WilsonLeastSquaresConfig::test_mean(std::span<const T> w) const {
  const auto loss = [&](bool is_positive) {
    const double y = is_positive ? 1 : -1;
    const double own = static_cast<double>(own_count(is_positive)) * start;
    const double residual =
        y * static_cast<double>(w[0]) + static_cast<double>(w[1]) + static_cast<double>(w[2]) + own - y;
    return residual * residual / 2;
  };
  const auto p = static_cast<double>(positive), n = static_cast<double>(negative);
  return (p * loss(true) + n * loss(false)) / (p + n);
}

template double WilsonLeastSquaresConfig::mean(std::span<const float>, SampleIndices, std::span<float>) const;
template double WilsonLeastSquaresConfig::mean(std::span<const double>, SampleIndices,
                                               std::span<double>) const;
template double WilsonLeastSquaresConfig::test_mean(std::span<const float>) const;
template double WilsonLeastSquaresConfig::test_mean(std::span<const double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, WilsonLeastSquaresConfig>();

}  // namespace runner
