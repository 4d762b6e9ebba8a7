#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "data/missing.h"
#include "data/source.h"

namespace runner {

/// A table with a header row, RFC 4180, UTF-8; packed with gzip or not.
struct CsvConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::variant<std::string, std::vector<std::string>>> target;
  std::optional<std::vector<std::string>> features;
  std::vector<std::string> categorical;
  MissingOption missing = MissingStrategy::error;
  std::string delimiter = ",";

  static Spec<CsvConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override { return {{"path", path}}; }
  std::shared_ptr<const PreprocessorConfig> imputer() const override;
};

}  // namespace runner
