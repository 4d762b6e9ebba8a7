#pragma once

#include "data/source.h"

namespace runner {

/// sklearn.datasets.make_friedman1: five of the features decide the target, not linearly.
struct MakeFriedman1Config : DataConfig {
  std::int64_t n_samples = 100;
  std::int64_t n_features = 10;
  double noise = 0;
  std::int64_t random_state = 0;

  static Spec<MakeFriedman1Config> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

/// sklearn.datasets.make_friedman2: the impedance of a circuit.
struct MakeFriedman2Config : DataConfig {
  std::int64_t n_samples = 100;
  double noise = 0;
  std::int64_t random_state = 0;

  static Spec<MakeFriedman2Config> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

/// sklearn.datasets.make_friedman3: the phase angle of the same circuit.
struct MakeFriedman3Config : DataConfig {
  std::int64_t n_samples = 100;
  double noise = 0;
  std::int64_t random_state = 0;

  static Spec<MakeFriedman3Config> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

}  // namespace runner
