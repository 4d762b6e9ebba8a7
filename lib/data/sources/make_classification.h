#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "data/source.h"

namespace runner {

/// Marks a number that is drawn for each feature.
enum class Drawn { random };
constexpr auto choice_names(Drawn) {
  return std::array<std::string_view, 1>{"random"};
}

/// sklearn.datasets.make_classification: Gaussian clusters on the corners of a hypercube, several for a
/// class, with redundant, repeated and useless features. `random` stands for scikit-learn's None in shift and
/// scale.
struct MakeClassificationConfig : DataConfig {
  using PerFeature = std::variant<double, std::vector<double>, Drawn>;
  std::int64_t n_samples = 100;
  std::int64_t n_features = 20;
  std::int64_t n_informative = 2;
  std::int64_t n_redundant = 2;
  std::int64_t n_repeated = 0;
  std::int64_t n_classes = 2;
  std::int64_t n_clusters_per_class = 2;
  std::optional<std::vector<double>> weights;
  double flip_y = 0.01;
  double class_sep = 1.0;
  bool hypercube = true;
  PerFeature shift = 0.0;
  PerFeature scale = 1.0;
  bool shuffle = true;
  std::int64_t random_state = 0;

  static Spec<MakeClassificationConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

}  // namespace runner
