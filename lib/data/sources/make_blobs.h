#pragma once

#include <array>
#include <variant>
#include <vector>

#include "data/source.h"

namespace runner {

/// sklearn.datasets.make_blobs: a round Gaussian cloud for each class.
struct MakeBlobsConfig : DataConfig {
  std::int64_t n_samples = 100;
  std::int64_t n_features = 2;
  std::variant<std::int64_t, std::vector<std::vector<double>>> centers = std::int64_t{3};
  std::variant<double, std::vector<double>> cluster_std = 1.0;
  std::array<double, 2> center_box = {-10, 10};
  bool shuffle = true;
  std::int64_t random_state = 0;

  static Spec<MakeBlobsConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

}  // namespace runner
