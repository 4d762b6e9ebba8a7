#pragma once

#include "data/source.h"

namespace runner {

/// sklearn.datasets.make_circles: a circle inside another.
struct MakeCirclesConfig : DataConfig {
  std::int64_t n_samples = 100;
  bool shuffle = true;
  double noise = 0;
  double factor = 0.8;
  std::int64_t random_state = 0;

  static Spec<MakeCirclesConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

}  // namespace runner
