#include "data/preprocess/polynomial_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "spec/registration.h"

namespace runner {

namespace {

/// The features whose product is a new one, in order; a square has one twice.
using Factors = std::vector<std::size_t>;

/// Python's itertools.combinations, or combinations_with_replacement: the next in order, false after the
/// last.
bool next(Factors& factors, std::size_t width, bool repeated) {
  const std::size_t count = factors.size();
  for (std::size_t i = count; i-- > 0;) {
    const std::size_t last = repeated ? width - 1 : width - (count - i);
    if (factors[i] == last) continue;
    ++factors[i];
    for (std::size_t k = i + 1; k < count; ++k) factors[k] = factors[k - 1] + (repeated ? 0 : 1);
    return true;
  }
  return false;
}

/// How many combinations of `count` features out of `width` there are, if they can be counted.
double combinations(std::size_t width, std::int64_t count, bool repeated) {
  const double all = static_cast<double>(width) + (repeated ? static_cast<double>(count) - 1 : 0);
  return std::exp(std::lgamma(all + 1) - std::lgamma(static_cast<double>(count) + 1) -
                  std::lgamma(all - static_cast<double>(count) + 1));
}

std::string power_name(const std::string& feature, int power) {
  return power == 1 ? feature : fmt::format("{}^{}", feature, power);
}

class Products final : public Transform {
 public:
  /// `factors`: of each new feature `most` of them, fewer with -1 behind.
  Products(const FeatureColumns& features, std::span<const double> factors, std::size_t most)
      : width_(features.size()) {
    for (std::size_t begin = 0; begin < factors.size(); begin += most) {
      std::string name;
      for (std::size_t i = begin, end = 0; i < begin + most && factors[i] >= 0; i = end) {
        for (end = i; end < begin + most && factors[end] == factors[i]; ++end)
          factors_.push_back(static_cast<std::size_t>(factors[i]));
        name +=
            (name.empty() ? "" : " ") + power_name(features[factors_.back()].name, static_cast<int>(end - i));
      }
      columns_.push_back({name.empty() ? "1" : name});
      ends_.push_back(factors_.size());
    }
  }

  FeatureColumns columns() const override { return columns_; }
  void apply(std::span<const double> in, std::span<double> out) const override {
    // Where both have one width they may be the same memory.
    std::vector<double> row(width_);
    std::size_t to = 0;
    for (std::size_t begin = 0; begin < in.size(); begin += width_) {
      std::ranges::copy(in.subspan(begin, width_), row.begin());
      std::size_t factor = 0;
      for (const std::size_t end : ends_) {
        double product = 1;
        for (; factor < end; ++factor) product *= row[factors_[factor]];
        out[to++] = product;
      }
    }
  }

 private:
  std::size_t width_;
  Factors factors_;                // of all features, one after the other
  std::vector<std::size_t> ends_;  // where those of each feature end
  FeatureColumns columns_;
};

}  // namespace

std::array<std::int64_t, 2> PolynomialFeaturesConfig::degrees() const {
  if (const auto* largest = std::get_if<std::int64_t>(&degree)) return {0, *largest};
  return std::get<1>(degree);
}

Spec<PolynomialFeaturesConfig> PolynomialFeaturesConfig::spec() {
  using C = PolynomialFeaturesConfig;
  return Spec<C>("PolynomialFeatures", "The features and their products: squares, cubes, interactions.")
      .source("sklearn.preprocessing.PolynomialFeatures")
      .formula("of a and b with degree 2: 1, a, b, a², a b, b²")
      .field("degree", &C::degree, "The largest degree, or the smallest and the largest.")
      .field("interaction_only", &C::interaction_only, "Products of different features only: no squares.")
      .field("include_bias", &C::include_bias,
             "A feature that is 1 everywhere; a layer with a bias needs none.")
      .check("degree", "expected degrees from 0 to 100, the smaller first",
             [](const C& c) {
               const auto [low, high] = c.degrees();
               return low >= 0 && low <= high && high <= 100;
             })
      .check("degree", "nothing would be left: degree 0 is the bias alone",
             [](const C& c) { return c.include_bias || c.degrees()[1] > 0; });
}

std::optional<FittedArrays> PolynomialFeaturesConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  const std::size_t width = train.width();
  const auto [smallest, largest] = degrees();
  const auto last = interaction_only ? std::min(largest, static_cast<std::int64_t>(width)) : largest;
  const auto first = std::max<std::int64_t>(smallest, 1);
  double count = include_bias ? 1 : 0;
  for (std::int64_t now = first; now <= last; ++now) count += combinations(width, now, !interaction_only);
  constexpr double most_factors = 1e6;
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(last, 1));
  if (!(count * static_cast<double>(most) <= most_factors)) {
    sink.error("degree",
               fmt::format("this would make {:.3g} features of {}; name fewer in 'columns', or take "
                           "a smaller degree",
                           count, width));
    return std::nullopt;
  }
  if (count < 0.5) {
    sink.error("degree",
               fmt::format("nothing would be left: {} features have no products of {} different ones", width,
                           smallest));
    return std::nullopt;
  }
  std::vector<double> factors;
  const auto add = [&](const Factors& product) {
    factors.insert(factors.end(), product.begin(), product.end());
    factors.insert(factors.end(), most - product.size(), -1);
  };
  if (include_bias) add({});
  for (std::int64_t now = first; now <= last; ++now) {
    Factors product(static_cast<std::size_t>(now));
    for (std::size_t i = 0; i < product.size(); ++i) product[i] = interaction_only ? i : 0;
    do {
      add(product);
    } while (next(product, width, !interaction_only));
  }
  return FittedArrays{{"factors", std::move(factors), most}};
}

std::unique_ptr<Transform> PolynomialFeaturesConfig::transform(const FittedArrays& arrays,
                                                               const FeatureColumns& features) const {
  const std::vector<double>& factors = fitted(arrays, "factors");
  const auto found = std::ranges::find(arrays, "factors", &FittedArray::name);
  const std::size_t most = found->columns;
  const double width = static_cast<double>(features.size());
  const bool good = most > 0 && std::ranges::all_of(factors, [&](double factor) {
                      return factor >= -1 && factor < width && factor == std::floor(factor);
                    });
  if (!good) throw std::runtime_error("'factors' is no matrix of factors of these features");
  return std::make_unique<Products>(features, factors, most);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, PolynomialFeaturesConfig>();

}  // namespace runner
