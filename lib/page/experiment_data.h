#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "page/factors.h"
#include "page/iterations.h"
#include "page/layers.h"
#include "page/predictions.h"
#include "page/shape.h"
#include "plan/plan.h"
#include "record/manifest.h"
#include "report/overview.h"
#include "report/summary.h"

namespace runner::page {

/// What one run has at its evaluations.
struct Curves {
  std::vector<std::int64_t> epochs;  ///< ascending, from 0; empty where the run was not trained
  std::vector<std::vector<double>>
      values;  ///< per column of `ExperimentData::columns` one per epoch, NaN where
               ///< nothing was measured; empty where the run never measures it
};

/// A column that is the moving average of another one.
struct Average {
  std::size_t column = 0, of = 0;  ///< in ExperimentData::columns
  double beta = 0;
};

/// All that pictures, page and workbook need of a results folder, as one value: with it they need no file.
struct ExperimentData : RankedResults {
  Plan plan;
  bool timing = true;  ///< false: no number of a clock

  std::vector<Column>
      columns;  ///< those of the overview, in its order; then "lr", "iteration", "samples", "seconds"
  std::vector<Curves> curves;  ///< per run of the plan

  std::vector<Average> averages;

  std::vector<Factor> factors;  ///< what varies, independently of each other
  Shape shape;

  /// By run of the plan, of the runs that `chosen_for_steps` names, where they have an iterations.csv.
  std::map<std::size_t, Iterations> iterations;
  /// By run of the plan, of the best configuration's runs that have a predictions.csv.
  std::map<std::size_t, Predictions> predictions;

  std::vector<LayerRow> layers;  ///< of the best configuration's network

  std::string file;  ///< the experiment file's name without folders; empty where it is not known
  std::vector<std::string> overrides;  ///< `key=value` that lead from the file to this plan
  DataHashes hashes;                   ///< of the data, by file name alone

  /// The overview's rows stand in another order than the plan's.
  const RunRow& row_of(std::size_t run) const { return overview.runs[row_at_[run]]; }
  /// Of a configuration, in the plan's order.
  const std::vector<std::size_t>& runs_of(std::size_t configuration) const { return runs_of_[configuration]; }
  const SummaryRow& summary_of(std::size_t configuration) const {
    return summary[summary_at_[configuration]];
  }
  std::size_t configurations() const { return plan.labels.size(); }
  /// Its label as people read it: without long rows of digits. Tables and files have the label itself.
  const std::string& name_of(std::size_t configuration) const { return names_[configuration]; }
  std::optional<std::size_t> find(std::string_view column) const { return find_column(columns, column); }

  /// Its typed values; null where the plan knows none (built by hand).
  std::shared_ptr<const ExperimentConfig> configuration(std::size_t configuration) const;

  /// Fills what these look up, and `factors` and `shape`, from the members before them. Whoever
  /// builds a value by hand calls it.
  void complete();

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> row_at_, summary_at_;
  std::vector<std::vector<std::size_t>> runs_of_;
};

/// Reads all runs of a results folder, of some their steps and predictions. Without `timing` no number of a
/// clock. Throws DamagedRuns, FileError, Interrupted.
ExperimentData read_experiment(const Plan& plan, const std::filesystem::path& results, bool timing);

/// Which runs' single steps are worth a picture: the first repetition of each of the best configurations, few
/// enough to be told apart.
std::vector<std::size_t> chosen_for_steps(const ExperimentData& data);

}  // namespace runner::page
