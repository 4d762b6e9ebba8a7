#include "data/preprocess/k_bins_discretizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/memory.h"
#include "base/random.h"
#include "base/stop.h"
#include "data/preprocess/features.h"
#include "data/preprocess/one_dimensional_k_means.h"
#include "spec/registration.h"

namespace runner {

namespace {

using Edges = std::vector<double>;

/// sklearn removes intervals that are hardly any.
void remove_narrow(Edges& edges) {
  constexpr double narrowest = 1e-8;
  const Edges all = edges;
  edges.clear();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == 0 || all[i] - all[i - 1] > narrowest) edges.push_back(all[i]);
  }
}

Edges quantile_edges(const std::vector<double>& sorted, std::size_t bins, QuantileMethod method) {
  Edges edges;
  for (const double percent : linspace(0, 100, bins + 1))
    edges.push_back(quantile(sorted, percent / 100, method));
  remove_narrow(edges);
  return edges;
}

Edges k_means_edges(const std::vector<double>& values, double low, double high, std::size_t bins) {
  const Edges even = linspace(low, high, bins + 1);
  std::vector<double> centers;
  for (std::size_t i = 0; i < bins; ++i) centers.push_back((even[i + 1] + even[i]) * 0.5);
  centers = k_means(values, std::move(centers));
  Edges edges = {low};
  for (std::size_t i = 0; i + 1 < bins; ++i) edges.push_back((centers[i + 1] + centers[i]) * 0.5);
  edges.push_back(high);
  remove_narrow(edges);
  return edges;
}

/// Of each feature the inner edges; the outer ones decide nothing.
class Binned final : public Transform {
 public:
  Binned(const FeatureColumns& features, std::vector<Edges> inner, bool one_hot)
      : inner_(std::move(inner)), one_hot_(one_hot) {
    for (std::size_t j = 0; j < features.size(); ++j) {
      if (!one_hot) columns_.push_back(features[j]);
      for (std::size_t bin = 0; one_hot && bin <= inner_[j].size(); ++bin)
        columns_.push_back({fmt::format("{}={}", features[j].name, bin)});
    }
  }

  FeatureColumns columns() const override { return columns_; }
  void apply(std::span<const double> in, std::span<double> out) const override {
    std::size_t to = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
      const Edges& edges = inner_[i % inner_.size()];
      const auto bin = static_cast<std::size_t>(std::ranges::upper_bound(edges, in[i]) - edges.begin());
      if (!one_hot_) {
        out[to++] = static_cast<double>(bin);
        continue;
      }
      for (std::size_t k = 0; k <= edges.size(); ++k) out[to++] = k == bin ? 1 : 0;
    }
  }

 private:
  std::vector<Edges> inner_;
  bool one_hot_;
  FeatureColumns columns_;
};

/// Of each feature how many, or a message.
std::optional<std::vector<std::size_t>> bins_of(const KBinsDiscretizerConfig& config, std::size_t width,
                                                ErrorSink& sink) {
  if (const auto* one = std::get_if<std::int64_t>(&config.n_bins))
    return std::vector<std::size_t>(width, static_cast<std::size_t>(*one));
  const auto& list = std::get<1>(config.n_bins);
  if (list.size() == width) return std::vector<std::size_t>(list.begin(), list.end());
  sink.error("n_bins", fmt::format("there are {} features, but {} numbers of bins", width, list.size()));
  return std::nullopt;
}

}  // namespace

Spec<KBinsDiscretizerConfig> KBinsDiscretizerConfig::spec() {
  using C = KBinsDiscretizerConfig;
  return Spec<C>("KBinsDiscretizer", "Each feature becomes the interval that it falls into.")
      .source("sklearn.preprocessing.KBinsDiscretizer")
      .field("n_bins", &C::n_bins, "Into how many intervals, of all features or of each.")
      .field("encode", &C::encode, "A feature of 0 and 1 per interval (both onehot), or its number from 0.")
      .field("strategy", &C::strategy,
             "Intervals with as many rows each, of one width, or around the centers of k-means.")
      .field("quantile_method", &C::quantile_method, "How a quantile between two values is made of them.")
      .field("subsample", &C::subsample,
             "Of more training rows than this so many draws decide, or all rows do.")
      .field("random_state", &C::random_state, "Decides the draws.", closed(0, 4294967295.0))
      .check("subsample", subsample_range, [](const C& c) { return is_subsample(c.subsample); })
      .check("n_bins", "expected at least 2 bins", [](const C& c) {
        if (const auto* one = std::get_if<std::int64_t>(&c.n_bins)) return *one >= 2;
        return std::ranges::all_of(std::get<1>(c.n_bins), [](std::int64_t bins) { return bins >= 2; });
      });
}

std::optional<FittedArrays> KBinsDiscretizerConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  const auto wanted = bins_of(*this, train.width(), sink);
  if (!wanted) return std::nullopt;
  const auto rows = static_cast<std::int64_t>(train.rows());
  std::vector<std::int64_t> drawn;
  if (const auto some = subsampled(subsample, rows)) {
    NumpyRandom random(static_cast<std::uint32_t>(random_state));
    for (std::int64_t i = 0; i < *some; ++i) drawn.push_back(random.randint(0, rows));
  }
  std::vector<double> counts;
  Edges all;
  for (std::size_t j = 0; j < train.width(); ++j) {
    const std::size_t bins = (*wanted)[j];
    // Each becomes a feature with a name.
    require_memory(product_of_sizes({static_cast<std::int64_t>(bins), sizeof(FeatureColumn)}));
    std::vector<double> values = drawn.empty() ? column_of(train, j) : column_of(train, j, drawn);
    const auto [low, high] = std::ranges::minmax(values);
    Edges edges;
    if (low == high) {
      edges = {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    } else if (strategy == BinStrategy::uniform) {
      edges = linspace(low, high, bins + 1);
    } else if (strategy == BinStrategy::quantile) {
      std::ranges::sort(values);
      edges = quantile_edges(values, bins, quantile_method);
    } else if (values.size() < bins) {
      sink.error("n_bins", fmt::format("there are {} rows for {} bins of k-means", values.size(), bins));
      return std::nullopt;
    } else {
      edges = k_means_edges(values, low, high, bins);
    }
    counts.push_back(static_cast<double>(edges.size() - 1));
    all.insert(all.end(), edges.begin(), edges.end());
  }
  return FittedArrays{{"n_bins", std::move(counts)}, {"bin_edges", std::move(all)}};
}

std::unique_ptr<Transform> KBinsDiscretizerConfig::transform(const FittedArrays& arrays,
                                                             const FeatureColumns& features) const {
  const std::vector<double>& counts = fitted(arrays, "n_bins", features.size());
  const std::vector<double>& all = fitted(arrays, "bin_edges");
  std::vector<Edges> inner;
  std::size_t at = 0;
  for (const double count : counts) {
    const std::size_t left = all.size() - at;
    if (!(count >= 1 && count + 1 <= static_cast<double>(left)))
      throw std::runtime_error("'bin_edges' are not those of 'n_bins'");
    const auto bins = static_cast<std::size_t>(count);
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
    inner.emplace_back(first + 1, first + static_cast<std::ptrdiff_t>(bins));
    at += bins + 1;
  }
  return std::make_unique<Binned>(features, std::move(inner), encode != BinEncoding::ordinal);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, KBinsDiscretizerConfig>();

}  // namespace runner
