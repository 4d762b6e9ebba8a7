#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "data/source.h"

namespace runner {

/// What becomes of a row with an empty cell: a mistake, or left out.
enum class Missing { error, drop };
constexpr auto choice_names(Missing) {
  return std::array<std::string_view, 2>{"error", "drop"};
}

/// A table with a header row, RFC 4180, UTF-8; packed with gzip or not.
struct CsvConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::variant<std::string, std::vector<std::string>>> target;
  std::optional<std::vector<std::string>> features;
  std::vector<std::string> categorical;
  Missing missing = Missing::error;
  std::string delimiter = ",";
  std::optional<std::filesystem::path> validation_path, test_path;

  static Spec<CsvConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override;
};

}  // namespace runner
