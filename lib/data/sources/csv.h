#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "data/missing.h"
#include "data/source.h"
#include "data/sources/csv_text.h"

namespace runner {

enum class Automatic { automatic };
constexpr auto choice_names(Automatic) {
  return std::array<std::string_view, 1>{"auto"};
}

enum class Decimal { automatic, point, comma };
constexpr auto choice_names(Decimal) {
  return std::array<std::string_view, 3>{"auto", ".", ","};
}

/// A table as a text, RFC 4180 and how people have it; packed with gzip or in a ZIP file or not.
struct CsvConfig : DataConfig {
  std::filesystem::path path;
  std::optional<std::variant<std::string, std::vector<std::string>>> target;
  std::optional<std::vector<std::string>> features;
  std::vector<std::string> exclude;
  std::vector<std::string> categorical;
  MissingOption missing = MissingStrategy::error;
  std::variant<Automatic, bool, std::vector<std::string>> header = Automatic::automatic;
  std::string delimiter = "auto";
  Decimal decimal = Decimal::automatic;
  std::string thousands;
  std::vector<std::pair<std::string, std::string>> parse;
  std::string comment;
  std::int64_t skip_rows = 0;
  Encoding encoding = Encoding::automatic;
  std::optional<std::string> sample_weight;
  std::optional<std::filesystem::path> validation_path, test_path;

  static Spec<CsvConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  std::vector<File> files() const override;

  bool target_is_input() const override;
  std::shared_ptr<const PreprocessorConfig> imputer() const override;
  std::optional<std::string> weights_column() const override { return sample_weight; }
};

}  // namespace runner
