#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
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

  /// Ends the adding.
  void close();

  /// What is compared: the measured columns, then the learning rate.
  const std::vector<Column>& columns() const { return columns_; }
  /// The name of comparison_<column>.csv for each of them.
  std::vector<std::string> files() const;
  /// Those at which it was measured: one for each row.
  std::vector<std::int64_t> measured_epochs(std::size_t column) const;
  /// The rows of such a file, after `close`; each lasts as long as the call.
  void for_rows(std::size_t column, const std::function<void(const ComparisonRow&)>& see) const;

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
  void write_column(std::size_t column, const std::filesystem::path& path) const;

  const Plan& plan_;
  std::vector<Column> columns_;
  const Overview& overview_;
  std::size_t open_ = 0;                                    // the configuration that is being added
  std::map<std::int64_t, std::vector<Gathered>> gathered_;  // of the open one, by epoch
  std::vector<Series> series_;                              // of the others, by configuration
};

}  // namespace runner
