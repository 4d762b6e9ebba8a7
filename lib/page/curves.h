#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/aggregate.h"
#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// The mean over the repetitions of each configuration by epoch, its standard deviation as a band; a panel
/// per column. The caption says where the first column ends.
Figure curves_figure(const ExperimentData& data, const std::vector<std::size_t>& configurations,
                     const std::vector<std::size_t>& columns, std::string name);

/// A run's values by epoch. Epochs at which it was not measured are left out; after the last value of a run
/// that diverged comes one that is not finite.
picture::Line run_line(const ExperimentData& data, std::size_t run, std::size_t column, std::size_t series);

/// The column that ranks and, of the same part, the loss, where these were measured.
std::vector<std::size_t> main_columns(const ExperimentData& data);
/// What is measured on training beside `main_columns`, the loss first; at most two.
std::vector<std::size_t> training_columns(const ExperimentData& data);

/// The last value of each run of each configuration as a strip of points, with the mean and its interval.
Figure finals_figure(const ExperimentData& data, const std::vector<std::size_t>& configurations,
                     std::size_t column);

/// The learning rate that was used; without panels where it is the same all the time and for all of them.
Figure rates_figure(const ExperimentData& data, const std::vector<std::size_t>& configurations);

/// "Validation loss and validation accuracy", for headings.
std::string titles_of(const ExperimentData& data, const std::vector<std::size_t>& columns);
/// With a small first letter, as within a sentence and on axes.
std::string in_sentence(std::string title);

/// "0.972 ± 0.003"; "0.972" of a single value; "no value".
std::string mean_text(const Statistics& statistics);

/// "seed 2", "fold 0": which repetition a run is.
std::string repetition_of(const ExperimentData& data, std::size_t run);

/// "SGD lr=0.1, seed 2: 0.972": what a pointer reads at a run's value.
std::string run_text(const ExperimentData& data, std::size_t run, double value);

/// What repetitions are called here: "seeds", "folds", "repetitions".
std::string repetitions_word(const ExperimentData& data);

}  // namespace runner::page
