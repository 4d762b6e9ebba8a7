#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "data/source.h"

namespace runner {

/// Features and target in two files of numpy.save.
struct NpyConfig : DataConfig {
  std::filesystem::path path;
  std::filesystem::path target;

  static Spec<NpyConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override { return {{"path", path}, {"target", target}}; }
};

/// Features and target in one file of numpy.savez or numpy.savez_compressed.
struct NpzConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::string> features;
  std::optional<std::string> target;

  static Spec<NpzConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override { return {{"path", path}}; }
};

}  // namespace runner
