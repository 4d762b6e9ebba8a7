#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"
#include "statistics/importance_of_factors.h"

namespace runner::page {

/// The configurations with one value of a factor, ascending by another one that is swept.
struct Sweep {
  std::string name;        ///< the value that they share; empty where there is no other factor
  std::string key;         ///< `data-series`: what the page's script calls this value: "optimizer=0"
  std::size_t number = 0;  ///< of the value
  std::vector<std::size_t> configurations;
};

/// Per value of `by` (one for all where there is none) the configurations that have a value of `along`.
std::vector<Sweep> sweeps_of(const ExperimentData& data, const Factor& along, const Factor* by);

/// A number as an axis and a cell name it: "0.01" of "0.010000000000000002".
std::string value_text(const Factor& factor, std::size_t value);
std::vector<std::string> value_texts(const Factor& factor);

/// The means of a column's last values over two factors, as coloured cells with mean and deviation; what
/// diverged and what is missing say so. The best cell is framed.
Figure grid_figure(const ExperimentData& data, const Factor& across, const Factor& down, std::size_t column,
                   std::string name);

/// The importance of the factors where the results are a full grid of them, without the values of factors for
/// which combinations have no result.
struct GridImportance {
  Importance importance;
  std::vector<std::string> left_out;  ///< "lr = 1"
};
std::optional<GridImportance> grid_importance(const ExperimentData& data, std::size_t column);

/// "lr explains 71 % of the variance, batch_size 12 %, both together 9 %, seeds 8 %."
std::string importance_text(const ExperimentData& data, const GridImportance& importance);

/// "71 %", "0.4 %".
std::string percent_text(double share);

/// The mean of the column's last values of a configuration; NaN without one.
double final_mean(const ExperimentData& data, std::size_t configuration, std::size_t column);

/// Whether the means of the column spread over more than `ratio` and are above 0.
bool means_want_log(const ExperimentData& data, std::size_t column, double ratio = 20);

/// Whether what configurations came to spreads over more than `ratio` and is above 0; those without a value
/// play no part.
bool is_wide(const std::vector<double>& means, double ratio);

/// From dark to bright, bright being the better end.
picture::ColorScale colors_of(const ExperimentData& data, std::size_t column);

/// "diverged", "failed", "missing": why a configuration has no value.
std::string why_without_value(const ExperimentData& data, std::size_t configuration);

}  // namespace runner::page
