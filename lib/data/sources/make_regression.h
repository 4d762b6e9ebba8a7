#pragma once

#include "data/source.h"

namespace runner {

/// sklearn.datasets.make_regression: Gaussian features and a linear target of some of them.
struct MakeRegressionConfig : DataConfig {
  std::int64_t n_samples = 100;
  std::int64_t n_features = 100;
  std::int64_t n_informative = 10;
  std::int64_t n_targets = 1;
  double bias = 0;
  double noise = 0;
  bool shuffle = true;
  std::int64_t random_state = 0;

  static Spec<MakeRegressionConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

}  // namespace runner
