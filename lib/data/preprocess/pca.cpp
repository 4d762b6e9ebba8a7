#include "data/preprocess/pca.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/memory.h"
#include "base/stop.h"
#include "data/preprocess/features.h"
#include "spec/registration.h"
#include "tensor/orthogonal.h"
#include "tensor/product.h"

// The eigenvectors of the covariance, or, of fewer rows than features, those of the products of rows with
// each other, from which the others follow. The variance along each is measured with it: so it is right to
// twice the digits of the direction.

namespace runner {

namespace {

struct Directions {
  std::vector<double> vectors;    ///< one after the other
  std::vector<double> variances;  ///< of the samples, falling
};

void require_values(std::int64_t a, std::int64_t b) {
  require_memory(product_of_sizes({a, b, sizeof(double)}));
}

Matrix<double> matrix(std::vector<double>& values, Index rows, Index cols) {
  return {values.data(), rows, cols};
}
Matrix<const double> matrix(const std::vector<double>& values, Index rows, Index cols) {
  return {values.data(), rows, cols};
}

/// The eigenvectors of a symmetric matrix as rows, that of the largest eigenvalue first.
std::vector<double> eigenvector_rows(std::vector<double> symmetric, Index size) {
  std::vector<double> columns(symmetric.size()), workspace(static_cast<std::size_t>(5 * size));
  eigenvectors<double>(matrix(symmetric, size, size), matrix(columns, size, size), workspace);
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j)
      symmetric[static_cast<std::size_t>(j * size + i)] = columns[static_cast<std::size_t>(i * size + j)];
  }
  return symmetric;
}

double dot(const double* a, const double* b, Index size) {
  double sum = 0;
  for (Index i = 0; i < size; ++i) sum += a[i] * b[i];
  return sum;
}

/// Rows from `first` on, less their mean.
std::vector<double> centered(const FeatureRows& train, const std::vector<double>& mean, std::size_t first,
                             std::size_t count) {
  const std::size_t width = train.width();
  const auto some = train.values.subspan(first * width, count * width);
  std::vector<double> values(some.begin(), some.end());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] -= mean[i % width];
  return values;
}

Directions of_covariance(const FeatureRows& train, const std::vector<double>& mean) {
  constexpr std::size_t piece = 1024;
  const auto width = static_cast<Index>(train.width());
  require_values(4 * width, width);
  std::vector<double> covariance(static_cast<std::size_t>(width * width)), part(covariance.size());
  for (std::size_t first = 0; first < train.rows(); first += piece) {
    look_at_stop();
    const std::size_t count = std::min(piece, train.rows() - first);
    const std::vector<double> rows = centered(train, mean, first, count);
    const auto view = matrix(rows, static_cast<Index>(count), width);
    multiply_outer<double>(view, view, matrix(part, width, width), 1);
    for (std::size_t i = 0; i < part.size(); ++i) covariance[i] += part[i];
  }
  for (double& value : covariance) value /= static_cast<double>(train.rows() - 1);
  Directions found{eigenvector_rows(covariance, width), {}};
  multiply_transposed<double>(matrix(std::as_const(found.vectors), width, width),
                              matrix(std::as_const(covariance), width, width), nullptr,
                              matrix(part, width, width), 1);
  for (Index k = 0; k < width; ++k)
    found.variances.push_back(dot(part.data() + k * width, found.vectors.data() + k * width, width));
  return found;
}

Directions of_rows(const FeatureRows& train, const std::vector<double>& mean) {
  const auto width = static_cast<Index>(train.width()), rows = static_cast<Index>(train.rows());
  require_values(2 * rows, sum_of_sizes({width, 2 * rows}));
  const std::vector<double> samples = centered(train, mean, 0, train.rows());
  std::vector<double> products(static_cast<std::size_t>(rows * rows));
  const auto view = matrix(samples, rows, width);
  multiply_transposed<double>(view, view, nullptr, matrix(products, rows, rows), 1);
  const std::vector<double> weights = eigenvector_rows(std::move(products), rows);
  Directions found{std::vector<double>(samples.size()), {}};
  multiply<double>(matrix(weights, rows, rows), view, matrix(found.vectors, rows, width), 1);
  for (Index k = 0; k < rows; ++k) {
    double* vector = found.vectors.data() + k * width;
    const double square = dot(vector, vector, width);
    found.variances.push_back(square / static_cast<double>(rows - 1));
    for (Index i = 0; square > 0 && i < width; ++i) vector[i] /= std::sqrt(square);
  }
  return found;
}

/// scikit-learn's svd_flip: the largest of a direction's values is positive.
void flip_signs(std::vector<double>& vectors, std::size_t width) {
  for (std::size_t begin = 0; begin < vectors.size(); begin += width) {
    const auto vector = std::span(vectors).subspan(begin, width);
    const double largest = *std::ranges::max_element(vector, {}, [](double x) { return std::abs(x); });
    for (double& value : vector) value = largest < 0 ? -value : value;
  }
}

/// How many directions have that share of the variance together.
std::size_t for_share(const std::vector<double>& variances, double share) {
  double all = 0, sum = 0;
  for (const double variance : variances) all += variance;
  std::size_t count = 0;
  for (const double variance : variances) {
    sum += variance / all;
    ++count;
    if (sum > share) break;
  }
  return count;
}

class Projected final : public Transform {
 public:
  Projected(std::vector<double> mean, std::vector<double> components, std::vector<double> scale)
      : mean_(std::move(mean)), components_(std::move(components)), scale_(std::move(scale)) {}

  FeatureColumns columns() const override {
    FeatureColumns made;
    for (std::size_t k = 0; k < scale_.size(); ++k) made.push_back({fmt::format("pca{}", k)});
    return made;
  }
  void apply(std::span<const double> in, std::span<double> out) const override {
    const std::size_t width = mean_.size();
    std::vector<double> row(width);
    std::size_t to = 0;
    for (std::size_t begin = 0; begin < in.size(); begin += width) {
      for (std::size_t i = 0; i < width; ++i) row[i] = in[begin + i] - mean_[i];
      for (std::size_t k = 0; k < scale_.size(); ++k)
        out[to++] = dot(row.data(), components_.data() + k * width, static_cast<Index>(width)) / scale_[k];
    }
  }

 private:
  std::vector<double> mean_, components_, scale_;
};

}  // namespace

Spec<PCAConfig> PCAConfig::spec() {
  using C = PCAConfig;
  return Spec<C>("PCA", "The features' projections on the directions in which they vary most.")
      .source("sklearn.decomposition.PCA, svd_solver: full")
      .formula("x' = (x - mean) Vᵀ, V the eigenvectors of the covariance")
      .field("n_components", &C::n_components,
             "How many directions, or, below 1, the share of the variance that they have to explain; by "
             "default all.",
             above(0))
      .field("whiten", &C::whiten, "Divide each by its standard deviation.")
      .check("n_components", "expected a whole number, or a share below 1", [](const C& c) {
        return !c.n_components || *c.n_components < 1 || *c.n_components == std::floor(*c.n_components);
      });
}

std::optional<FittedArrays> PCAConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  const std::size_t most = std::min(train.rows(), train.width());
  if (train.rows() < 2) {
    sink.error("", "one row has no directions in which it varies; this needs two at least");
    return std::nullopt;
  }
  if (n_components && *n_components > static_cast<double>(most)) {
    sink.error("n_components", fmt::format("{} features of {} training rows have {} directions at most",
                                           train.width(), train.rows(), most));
    return std::nullopt;
  }
  Moments found = moments(train);
  if (!check_spread(found.variance, train.columns, sink)) return std::nullopt;
  Directions directions =
      train.rows() < train.width() ? of_rows(train, found.mean) : of_covariance(train, found.mean);
  std::size_t count = most;
  if (n_components) {
    count = *n_components < 1 ? for_share(directions.variances, *n_components)
                              : static_cast<std::size_t>(*n_components);
  }
  directions.vectors.resize(count * train.width());
  flip_signs(directions.vectors, train.width());
  std::vector<double> scale(count, 1);
  for (std::size_t k = 0; whiten && k < count; ++k) {
    const double variance = std::max(directions.variances[k], 0.0);
    scale[k] = std::max(std::sqrt(variance), std::numeric_limits<double>::epsilon());
  }
  return FittedArrays{{"mean", std::move(found.mean)},
                      {"components", std::move(directions.vectors), train.width()},
                      {"scale", std::move(scale)}};
}

std::unique_ptr<Transform> PCAConfig::transform(const FittedArrays& arrays,
                                                const FeatureColumns& features) const {
  const std::vector<double>& scale = fitted(arrays, "scale");
  return std::make_unique<Projected>(fitted(arrays, "mean", features.size()),
                                     fitted(arrays, "components", scale.size() * features.size()), scale);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, PCAConfig>();

}  // namespace runner
