#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/columns.h"
#include "report/overview.h"

namespace runner {

/// Gathers the tables that set the configurations side by side: per measured column, and of the learning
/// rate, and epoch what the repetitions have. Runs that failed or were interrupted play no part; one that
/// diverged does until it diverged.
class Comparison {
 public:
  Comparison(const Plan& plan, const Overview& overview);

  /// Runs of one configuration come one after the other.
  void add(const RunRow& row, const RunRows& metrics);

  /// Writes comparison_<column>.csv for each measured column, comparison_lr.csv where a rate was used, and
  /// removes such files of other columns. Epochs at which nothing was measured have no row. Returns the names
  /// of the files. Throws std::runtime_error.
  std::vector<std::string> write(const std::filesystem::path& results);

 private:
  /// Mean and squares about it after Welford 1962; the mean that is told is that of the sum.
  struct Gathered {
    double sum = 0, mean = 0, squares = 0;
    std::uint32_t n = 0;
    void add(double value);
  };
  /// One configuration.
  struct Series {
    std::vector<std::int64_t> epochs;
    std::vector<EpochStatistics> values;  ///< epochs × columns
  };
  void close();
  template <class Visit>
  void each_row(std::size_t column, Visit visit) const;
  void write_column(std::size_t column, const std::filesystem::path& path) const;
  std::vector<std::int64_t> measured_epochs(std::size_t column) const;

  const Plan& plan_;
  std::vector<Column> columns_;
  const Overview& overview_;
  std::size_t open_ = 0;                                    // the configuration that is being added
  std::map<std::int64_t, std::vector<Gathered>> gathered_;  // of the open one, by epoch
  std::vector<Series> series_;                              // of the others, by configuration
};

}  // namespace runner
