#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "record/csv.h"
#include "record/output_file.h"
#include "record/run_folder.h"
#include "train/observer.h"

namespace runner {

/// predictions.csv of a run's folder, and what is counted for its confusion.csv. Throws std::runtime_error.
class PredictionFiles {
 public:
  PredictionFiles(std::filesystem::path folder, PredictionLayout layout);

  void add(const PredictedRow& row);
  /// Both are whole. Of several decisions, of numbers and of very many classes there is no confusion.csv.
  std::vector<ProvenFile> close(bool sync);

  /// Removes what may be half a file.
  static void remove(const std::filesystem::path& folder);

 private:
  void add_heading();
  void add_value(double value);
  std::string confusion() const;

  std::filesystem::path folder_;
  PredictionLayout layout_;
  OutputFile file_;
  CsvWriter csv_;
  std::map<std::pair<Part, double>, std::vector<std::int64_t>> taken_;  // for each predicted class
};

}  // namespace runner
