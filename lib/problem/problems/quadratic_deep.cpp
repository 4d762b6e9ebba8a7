#include "problem/problems/quadratic_deep.h"

#include <array>
#include <cmath>
#include <numbers>

#include "base/random.h"
#include "problem/tensorflow_order.h"
#include "spec/registration.h"

// f is quadratic in w, so the mean over a mini-batch is ½ wᵀHw - wᵀ(mean of Hx) + constant: H·x is worked out
// once for every sample, and an evaluation takes one product with H whatever the size of the batch. Draws
// follow NumPy and SciPy value by value.

namespace runner {

namespace {

constexpr std::size_t size = 100;
constexpr std::size_t training_samples = 1000;
constexpr std::size_t test_samples = 896;  // 7 batches of 128: the published runs drop the rest of 1000

using Vector = std::array<double, size>;
using Square = std::vector<Vector>;  // rows

/// One more dimension of a random rotation, by the subgroup algorithm (Diaconis & Shahshahani 1987,
/// doi:10.1017/S0269964800000255): the `d` × `d` matrix moves down by one, and a random reflection is
/// applied.
void grow_rotation(Square& rotation, std::size_t d, NumpyRandom& random) {
  Vector x{};
  double norm = 0;
  for (std::size_t i = 0; i <= d; ++i) {
    x[i] = random.normal();
    norm += x[i] * x[i];
  }
  for (std::size_t i = 0; i <= d; ++i) x[i] = (i == 0 ? 1 : 0) - x[i] / std::sqrt(norm);
  norm = 0;
  for (std::size_t i = 0; i <= d; ++i) norm += x[i] * x[i];

  for (std::size_t i = d; i > 0; --i) {
    for (std::size_t j = d; j > 0; --j) rotation[i][j] = rotation[i - 1][j - 1];
  }
  for (std::size_t i = 1; i <= d; ++i) rotation[i][0] = rotation[0][i] = 0;
  rotation[0][0] = 1;

  Vector along{};
  for (std::size_t i = 0; i <= d; ++i) {
    for (std::size_t j = 0; j <= d; ++j) along[j] += x[i] * rotation[i][j];
  }
  for (std::size_t i = 0; i <= d; ++i) {
    for (std::size_t j = 0; j <= d; ++j) rotation[i][j] -= 2 * x[i] * along[j] / norm;
  }
}

/// Up to its sign, which a quadratic form does not see.
Square random_rotation(NumpyRandom& random) {
  Square rotation(size, Vector{});
  const double angle = 2 * std::numbers::pi * random.random_sample();
  rotation[0][0] = rotation[1][1] = std::cos(angle);
  rotation[0][1] = std::sin(angle);
  rotation[1][0] = -std::sin(angle);
  for (std::size_t d = 2; d < size; ++d) grow_rotation(rotation, d, random);
  return rotation;
}

Square make_hessian() {
  constexpr std::size_t small = 90;
  NumpyRandom random(42);
  Vector eigenvalues{};
  for (std::size_t i = 0; i < size; ++i) {
    eigenvalues[i] = i < small ? random.uniform(0, 1) : random.uniform(30, 60);
  }
  const Square rotation = random_rotation(random);
  Square hessian(size, Vector{});
  for (std::size_t k = 0; k < size; ++k) {
    for (std::size_t i = 0; i < size; ++i) {
      const double factor = eigenvalues[k] * rotation[k][i];
      for (std::size_t j = 0; j < size; ++j) hessian[i][j] += factor * rotation[k][j];
    }
  }
  return hessian;
}

/// H·v, summed in an order that vectorises: H is symmetric.
template <class T>
Vector product(const Square& hessian, std::span<const T> v) {
  Vector sum{};
  for (std::size_t j = 0; j < size; ++j) {
    const Vector& row = hessian[j];
    const auto factor = static_cast<double>(v[j]);
    for (std::size_t i = 0; i < size; ++i) sum[i] += factor * row[i];
  }
  return sum;
}

/// The part of f that w does not touch, and the part that it does, for a sample or the mean of several:
/// ½ (w − x)ᵀ H (w − x) = ½ wᵀHw − wᵀ(Hx) + ½ xᵀHx.
struct Term {
  Vector linear{};      // Hx
  double constant = 0;  // ½ xᵀHx

  Term& operator+=(const Term& other) {
    for (std::size_t i = 0; i < size; ++i) linear[i] += other.linear[i];
    constant += other.constant;
    return *this;
  }
  Term& operator*=(double factor) {
    for (double& value : linear) value *= factor;
    constant *= factor;
    return *this;
  }
};

using Sample = std::array<float, size>;

std::vector<Sample> draw_samples(std::uint32_t seed, std::size_t count) {
  constexpr double spread = 0.6;
  NumpyRandom random(seed);
  std::vector<Sample> samples(count);
  for (Sample& x : samples) {
    for (float& value : x) value = static_cast<float>(random.normal(0, spread));
  }
  return samples;
}

Term term_of(const Sample& x, const Square& hessian) {
  Term term;
  term.linear = product(hessian, std::span<const float>(x));
  for (std::size_t i = 0; i < size; ++i) term.constant += static_cast<double>(x[i]) * term.linear[i] / 2;
  return term;
}

/// What all runs of a process share.
struct Data {
  Square hessian = make_hessian();
  std::vector<Term> train;
  Term train_mean, test_mean;
  std::vector<double> centre = std::vector<double>(size);  // mean of the training samples

  Data() {
    const std::vector<Sample> samples = draw_samples(42, training_samples);
    // The published runs set TensorFlow's seed to 42 and shuffle behind two other operations of the graph.
    for (const std::int64_t i : tensorflow_order(training_samples, 42, 2)) {
      const Sample& x = samples[static_cast<std::size_t>(i)];
      train.push_back(term_of(x, hessian));
      train_mean += train.back();
      for (std::size_t k = 0; k < size; ++k) centre[k] += static_cast<double>(x[k]) / training_samples;
    }
    train_mean *= 1.0 / training_samples;
    for (const Sample& x : draw_samples(43, test_samples)) test_mean += term_of(x, hessian);
    test_mean *= 1.0 / test_samples;
  }
};

const Data& data() {
  static const Data made;
  return made;
}

template <class T>
double value_of(std::span<const T> w, const Vector& hessian_w, const Term& mean) {
  double value = mean.constant;
  for (std::size_t i = 0; i < size; ++i) {
    value += static_cast<double>(w[i]) * (hessian_w[i] / 2 - mean.linear[i]);
  }
  return value;
}

}  // namespace

Spec<QuadraticDeepConfig> QuadraticDeepConfig::spec() {
  return Spec<QuadraticDeepConfig>(
             "quadratic_deep",
             "DeepOBS' noisy quadratic in 100 dimensions with a few large eigenvalues: 1000 training and 896 "
             "test samples. Unshuffled, its mini-batches of 128 are those of the published runs.")
      .source("Schneider, Balles & Hennig 2019, DeepOBS, arXiv:1903.05499; its eigenvalues: arXiv:1611.01838")
      .formula("f(w) = mean of ½·(w - x)ᵀ·H·(w - x) over samples x from N(0, 0.6²),  start 1");
}

std::vector<double> QuadraticDeepConfig::starting_point() const {
  return std::vector<double>(size, 1.0);
}

std::vector<std::vector<double>> QuadraticDeepConfig::minima() const {
  return {data().centre};
}

Index QuadraticDeepConfig::samples() const {
  return training_samples;
}

template <class T>
double QuadraticDeepConfig::mean(std::span<const T> w, SampleIndices batch, std::span<T> gradient) const {
  const Data& all = data();
  Term mean;
  if (batch.empty()) {
    mean = all.train_mean;
  } else {
    for (const std::int64_t i : batch) mean += all.train[static_cast<std::size_t>(i)];
    mean *= 1 / static_cast<double>(batch.size());
  }
  const Vector hessian_w = product(all.hessian, w);
  for (std::size_t i = 0; i < size; ++i) gradient[i] = static_cast<T>(hessian_w[i] - mean.linear[i]);
  return value_of(w, hessian_w, mean);
}

template <class T>
double QuadraticDeepConfig::test_mean(std::span<const T> w) const {
  return value_of(w, product(data().hessian, w), data().test_mean);
}

template double QuadraticDeepConfig::mean(std::span<const float>, SampleIndices, std::span<float>) const;
template double QuadraticDeepConfig::mean(std::span<const double>, SampleIndices, std::span<double>) const;
template double QuadraticDeepConfig::test_mean(std::span<const float>) const;
template double QuadraticDeepConfig::test_mean(std::span<const double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, QuadraticDeepConfig>();

}  // namespace runner
