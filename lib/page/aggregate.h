#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// What the repetitions of a configuration say about a column at each epoch at which at least one of them
/// measured it: of their raw values at that very epoch, nothing interpolated. Failed and interrupted runs
/// play no part; one that diverged does until it diverged.
struct Aggregate {
  std::vector<double> epochs;
  std::vector<double> n;  ///< values at this epoch: fewer where runs stopped early or diverged
  std::vector<double> mean, std, ci95_low, ci95_high, min, max, first_quartile, median, third_quartile;

  bool empty() const { return epochs.empty(); }
  bool has_spread() const;  ///< more than one value somewhere
};

Aggregate aggregate(const ExperimentData& data, std::size_t configuration, std::size_t column);

/// Linear between neighbours (R's type 7); `ascending` is not empty.
double quantile(const std::vector<double>& ascending, double p);

/// At most `most` configurations, the best by rank (in the plan's order where nothing ranks), in the plan's
/// order.
std::vector<std::size_t> shown_configurations(const ExperimentData& data, std::size_t most);

/// The number of a configuration's colour, dash and marker, the same in every picture: of the value of the
/// first factor, configurations that share it told apart by dash and marker.
std::size_t look_of(const ExperimentData& data, std::size_t configuration);

/// Series of configurations: label, look, and how many of their runs diverged. The key is "c" and the
/// configuration's number: that is what the page's script calls them.
std::vector<picture::Series> series_of(const ExperimentData& data,
                                       const std::vector<std::size_t>& configurations);
std::string series_key(std::size_t configuration);

/// "the best 8 of 40 configurations; all are in summary.csv"; empty where all are shown.
std::string left_out_note(const ExperimentData& data, std::size_t shown);

/// "Validation loss", "Training accuracy", "Distance to minimum": what a column measures, for headings and
/// axes.
std::string title_of(const Column& column);

/// True where less of it is better, and its finite values in these runs are above 0 and spread over more than
/// a factor of `ratio`.
bool wants_log(const ExperimentData& data, const std::vector<std::size_t>& configurations, std::size_t column,
               double ratio = 20);

}  // namespace runner::page
