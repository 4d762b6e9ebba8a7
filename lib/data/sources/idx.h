#pragma once

#include <filesystem>

#include "data/source.h"

namespace runner {

/// Pictures and their labels in two IDX files, as MNIST comes; packed with gzip or not.
struct IdxConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::filesystem::path> labels;
  double scale = 255;

  static Spec<IdxConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override;
  bool gives_pictures() const override { return true; }
  bool may_be_flat() const override { return true; }
};

}  // namespace runner
