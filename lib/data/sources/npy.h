#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "data/source.h"

namespace runner {

/// Features and target in two files of numpy.save.
struct NpyConfig : DataConfig {
  std::filesystem::path path;
  std::variant<InputTarget, std::filesystem::path> target = std::filesystem::path();

  static Spec<NpyConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override;
  bool target_is_input() const override { return std::holds_alternative<InputTarget>(target); }
};

/// Features and target in one file of numpy.savez or numpy.savez_compressed.
struct NpzConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::string> features;
  std::optional<std::variant<InputTarget, std::string>> target;

  static Spec<NpzConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override { return {{"path", path}}; }
  bool target_is_input() const override { return target && std::holds_alternative<InputTarget>(*target); }
};

}  // namespace runner
