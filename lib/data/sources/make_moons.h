#pragma once

#include "data/source.h"

namespace runner {

/// sklearn.datasets.make_moons: two interleaved half circles.
struct MakeMoonsConfig : DataConfig {
  std::int64_t n_samples = 100;
  bool shuffle = true;
  double noise = 0;
  std::int64_t random_state = 0;

  static Spec<MakeMoonsConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

}  // namespace runner
