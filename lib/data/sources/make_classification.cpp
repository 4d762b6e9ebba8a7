#include "data/sources/make_classification.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "base/stop.h"
#include "data/sources/generated.h"
#include "spec/registration.h"

// scikit-learn's function step by step: every draw is made in its order, also those whose result is not used,
// because the same random_state has to give the same data. So a loop that could be shorter stays as it is
// there.

namespace runner {

namespace {

using Table = std::vector<std::vector<double>>;

constexpr std::int64_t corner_bits = 30;  // of a corner's coordinates that are drawn together

bool has_enough_corners(const MakeClassificationConfig& c) {
  return static_cast<double>(c.n_informative) >=
         std::log2(static_cast<double>(c.n_classes) * static_cast<double>(c.n_clusters_per_class));
}

bool has_fitting_weights(const MakeClassificationConfig& c) {
  const auto count = static_cast<std::int64_t>(c.weights ? c.weights->size() : 0);
  return !c.weights || (count > 0 && (count == c.n_classes || count == c.n_classes - 1));
}

bool has_weights_up_to_one(const MakeClassificationConfig& c) {
  constexpr double rounding = 1e-9;
  return !c.weights || std::accumulate(c.weights->begin(), c.weights->end(), 0.0) <= 1 + rounding;
}

bool has_fitting_list(const MakeClassificationConfig::PerFeature& value, std::int64_t features) {
  const auto* list = std::get_if<std::vector<double>>(&value);
  return !list || static_cast<std::int64_t>(list->size()) == features;
}

bool is_moderate(const MakeClassificationConfig& c) {
  const double clusters = static_cast<double>(c.n_classes) * static_cast<double>(c.n_clusters_per_class);
  const double informative = static_cast<double>(c.n_informative);
  const double features = static_cast<double>(c.n_features);
  return std::max({static_cast<double>(c.n_samples) * features, informative * features,
                   clusters * informative * informative}) <= most_generated_values;
}

/// `count` different numbers below `population`, as sklearn.utils.random.sample_without_replacement draws
/// them.
std::vector<std::int64_t> distinct(std::int64_t population, std::int64_t count, NumpyRandom& random) {
  const double ratio = static_cast<double>(count) / static_cast<double>(population);
  std::vector<std::int64_t> chosen;
  if (ratio > 0.01 && ratio < 0.99) {
    chosen = random.permutation(population);
    chosen.resize(static_cast<std::size_t>(count));
  } else if (ratio < 0.2) {
    std::set<std::int64_t> taken;
    while (static_cast<std::int64_t>(chosen.size()) < count) {
      const std::int64_t one = random.randint(0, population);
      if (taken.insert(one).second) chosen.push_back(one);
    }
  } else {
    for (std::int64_t i = 0; i < count; ++i) chosen.push_back(i);
    for (std::int64_t i = count; i < population; ++i) {
      const std::int64_t place = random.randint(0, i + 1);
      if (place < count) chosen[static_cast<std::size_t>(place)] = i;
    }
  }
  return chosen;
}

/// Different corners of the unit cube, one for each cluster.
Table corners(std::int64_t count, std::int64_t dimensions, NumpyRandom& random) {
  Table all(static_cast<std::size_t>(count));
  for (auto& corner : all) {
    for (std::int64_t i = corner_bits; i < dimensions; ++i) {
      corner.push_back(static_cast<double>(random.randint(0, 2)));
    }
  }
  const std::int64_t bits = std::min(dimensions, corner_bits);
  const auto numbers = distinct(std::int64_t{1} << bits, count, random);
  for (std::size_t k = 0; k < all.size(); ++k) {
    for (std::int64_t bit = bits; bit-- > 0;) {
      all[k].push_back(static_cast<double>(
          (static_cast<std::uint64_t>(numbers[k]) >> static_cast<std::uint64_t>(bit)) & 1U));
    }
  }
  return all;
}

Table centres(const MakeClassificationConfig& c, NumpyRandom& random) {
  Table all = corners(c.n_classes * c.n_clusters_per_class, c.n_informative, random);
  for (auto& centre : all) {
    for (double& value : centre) value = value * 2 * c.class_sep - c.class_sep;
  }
  if (c.hypercube) return all;
  for (auto& centre : all) {
    const double factor = random.random_sample();
    for (double& value : centre) value *= factor;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(c.n_informative); ++i) {
    const double factor = random.random_sample();
    for (auto& centre : all) centre[i] *= factor;
  }
  return all;
}

std::vector<std::int64_t> cluster_sizes(const MakeClassificationConfig& c) {
  const auto classes = static_cast<std::size_t>(c.n_classes);
  std::vector<double> weights(classes, 1.0 / static_cast<double>(c.n_classes));
  if (c.weights) {
    weights = *c.weights;
    if (weights.size() < classes)
      weights.push_back(1.0 - std::accumulate(weights.begin(), weights.end(), 0.0));
  }
  std::vector<std::int64_t> sizes;
  for (std::int64_t k = 0; k < c.n_classes * c.n_clusters_per_class; ++k) {
    const double weight = weights[static_cast<std::size_t>(k % c.n_classes)];
    const double rows =
        static_cast<double>(c.n_samples) * weight / static_cast<double>(c.n_clusters_per_class);
    sizes.push_back(static_cast<std::int64_t>(rows));
  }
  const std::int64_t left = c.n_samples - std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  for (std::int64_t i = 0; i < left; ++i) ++sizes[static_cast<std::size_t>(i) % sizes.size()];
  return sizes;
}

/// A matrix of U(-1, 1).
Table mixing(std::int64_t rows, std::int64_t columns, NumpyRandom& random) {
  Table table(static_cast<std::size_t>(rows), std::vector<double>(static_cast<std::size_t>(columns)));
  for (auto& row : table) {
    for (double& value : row) value = 2 * random.random_sample() - 1;
  }
  return table;
}

/// Row times matrix.
std::vector<double> mixed(const double* row, const Table& table) {
  look_at_stop();
  std::vector<double> sum(table.front().size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += row[i] * table[i][j];
  }
  return sum;
}

/// The informative features and the classes, cluster after cluster.
void add_clusters(const MakeClassificationConfig& c, Generated& made, NumpyRandom& random) {
  const Table all = centres(c, random);
  const auto row = [&](std::int64_t i) { return made.features.data() + i * c.n_features; };
  for (std::int64_t i = 0; i < c.n_samples; ++i) {
    for (std::int64_t j = 0; j < c.n_informative; ++j) row(i)[j] = random.normal();
  }
  const auto sizes = cluster_sizes(c);
  std::int64_t stop = 0;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const std::int64_t start = stop;
    stop = std::min(start + sizes[k], c.n_samples);
    const Table covariance = mixing(c.n_informative, c.n_informative, random);
    for (std::int64_t i = start; i < stop; ++i) {
      made.targets[static_cast<std::size_t>(i)] =
          static_cast<double>(static_cast<std::int64_t>(k) % c.n_classes);
      const auto moved = mixed(row(i), covariance);
      for (std::size_t j = 0; j < moved.size(); ++j) row(i)[j] = moved[j] + all[k][j];
    }
  }
}

/// Redundant, repeated and useless features, in this order.
void add_other_features(const MakeClassificationConfig& c, Generated& made, NumpyRandom& random) {
  const auto row = [&](std::int64_t i) { return made.features.data() + i * c.n_features; };
  if (c.n_redundant > 0) {
    const Table combination = mixing(c.n_informative, c.n_redundant, random);
    for (std::int64_t i = 0; i < c.n_samples; ++i) {
      const auto values = mixed(row(i), combination);
      std::copy(values.begin(), values.end(), row(i) + c.n_informative);
    }
  }
  const std::int64_t n = c.n_informative + c.n_redundant;
  for (std::int64_t j = 0; j < c.n_repeated; ++j) {
    const double drawn = static_cast<double>(n - 1) * random.random_sample();
    const auto from = static_cast<std::int64_t>(std::floor(drawn + 0.5));
    for (std::int64_t i = 0; i < c.n_samples; ++i) row(i)[n + j] = row(i)[from];
  }
  for (std::int64_t i = 0; i < c.n_samples; ++i) {
    for (std::int64_t j = n + c.n_repeated; j < c.n_features; ++j) row(i)[j] = random.normal();
  }
}

void flip_labels(const MakeClassificationConfig& c, Generated& made, NumpyRandom& random) {
  std::vector<std::size_t> flipped;
  for (std::size_t i = 0; i < made.targets.size(); ++i) {
    if (random.random_sample() < c.flip_y) flipped.push_back(i);
  }
  for (const std::size_t i : flipped) made.targets[i] = static_cast<double>(random.randint(0, c.n_classes));
}

/// The number for each feature; `draw` gives one where it is to be random.
template <class Draw>
std::vector<double> per_feature(const MakeClassificationConfig::PerFeature& value, std::int64_t features,
                                const Draw& draw) {
  if (const auto* list = std::get_if<std::vector<double>>(&value)) return *list;
  std::vector<double> all(static_cast<std::size_t>(features));
  for (double& one : all) one = std::holds_alternative<Drawn>(value) ? draw() : std::get<double>(value);
  return all;
}

void shift_and_scale(const MakeClassificationConfig& c, Generated& made, NumpyRandom& random) {
  const auto shifts =
      per_feature(c.shift, c.n_features, [&] { return (2 * random.random_sample() - 1) * c.class_sep; });
  const auto scales = per_feature(c.scale, c.n_features, [&] { return 1 + 100 * random.random_sample(); });
  for (std::size_t i = 0; i < made.features.size(); ++i) {
    made.features[i] = (made.features[i] + shifts[i % shifts.size()]) * scales[i % scales.size()];
  }
}

}  // namespace

Spec<MakeClassificationConfig> MakeClassificationConfig::spec() {
  using C = MakeClassificationConfig;
  const Range count = closed(1, 1e6);
  return Spec<C>(
             "make_classification",
             "Gaussian clusters on the corners of a hypercube, several for a class, among useless features.")
      .source("sklearn.datasets.make_classification; Guyon 2003, the Madelon data")
      .field("n_samples", &C::n_samples, "Number of rows.", closed(1, 1e8))
      .field("n_features", &C::n_features, "Number of features.", count)
      .field("n_informative", &C::n_informative, "Features in which the clusters lie apart.", count)
      .field("n_redundant", &C::n_redundant, "Features that combine informative ones.", closed(0, 1e6))
      .field("n_repeated", &C::n_repeated, "Copies of informative and redundant features.", closed(0, 1e6))
      .field("n_classes", &C::n_classes, "Number of classes.", count)
      .field("n_clusters_per_class", &C::n_clusters_per_class, "Clusters of each class.", count)
      .field("weights", &C::weights, "The share of each class, the last may be left out; by default equal.",
             closed(0, 1))
      .field("flip_y", &C::flip_y, "The share of rows whose class is drawn anew.", closed(0, 1))
      .field("class_sep", &C::class_sep, "Half the side of the hypercube.", above(0))
      .field("hypercube", &C::hypercube, "Without it, corners are moved towards the middle at random.")
      .field("shift", &C::shift, "Added to every feature: one number, a list, or random.")
      .field("scale", &C::scale,
             "Every feature is multiplied by it after that: one number, a list, or random.")
      .field("shuffle", &C::shuffle, "Permute rows and features; without it informative features come first.")
      .field("random_state", &C::random_state, "Decides all that is drawn.", closed(0, 4294967295.0))
      .check("n_features", "informative, redundant and repeated features are more than n_features",
             [](const C& c) { return c.n_informative + c.n_redundant + c.n_repeated <= c.n_features; })
      .check("n_informative",
             "n_classes × n_clusters_per_class is more than the 2^n_informative corners there are",
             has_enough_corners)
      .check("weights", "expected a number for each class, or for each but the last", has_fitting_weights)
      .check("weights", "the weights add up to more than 1", has_weights_up_to_one)
      .check("shift", "expected one number for each feature",
             [](const C& c) { return has_fitting_list(c.shift, c.n_features); })
      .check("scale", "expected one number for each feature",
             [](const C& c) { return has_fitting_list(c.scale, c.n_features); })
      .check("n_samples", "these are more than a billion values", [](const C& c) { return is_moderate(c); });
}

std::optional<Dataset> MakeClassificationConfig::load(TargetKind wanted, ErrorSink& sink,
                                                      Diagnostics& /*diagnostics*/,
                                                      DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  Generated made = room_for(n_samples, n_features);
  made.features.resize(static_cast<std::size_t>(n_samples * n_features));
  made.targets.resize(static_cast<std::size_t>(n_samples));
  add_clusters(*this, made, random);
  add_other_features(*this, made, random);
  flip_labels(*this, made, random);
  shift_and_scale(*this, made, random);
  if (shuffle) {
    shuffle_rows(made, random);
    shuffle_features(made, random);
  }
  return to_dataset(std::move(made), wanted, sink);
}

template Registration<DataConfig> registration<DataConfig, MakeClassificationConfig>();

}  // namespace runner
