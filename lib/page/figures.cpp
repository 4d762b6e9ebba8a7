#include "page/figures.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "base/stop.h"
#include "page/prediction_figures.h"
#include "record/csv.h"

namespace runner::page {
namespace {

/// What may have pictures, in the order in which they are shown. Each looks for itself whether it has
/// something to show of this experiment.
using FiguresOf = std::vector<Figure> (*)(const ExperimentData&);
constexpr std::array<FiguresOf, 11> all_figures = {
    figures_of_averages,  figures_of_single_run, figures_of_trajectories, figures_of_schedules,
    figures_of_seeds,     figures_of_rate,       figures_of_alternatives, figures_of_two_keys,
    figures_of_many_keys, figures_of_problems,   figures_of_predictions,
};

void name_apart(std::vector<Figure>& figures) {
  std::set<std::string> taken;
  for (Figure& figure : figures) {
    const std::string name = figure.name;
    for (int i = 2; !taken.insert(figure.name).second; ++i) figure.name = fmt::format("{}_{}", name, i);
  }
}

}  // namespace

std::string csv_of(const DataTable& data) {
  CsvWriter csv;
  for (const std::string& heading : data.headings) csv.text(heading);
  csv.end_row();
  for (const auto& row : data.rows) {
    for (const auto& value : row) {
      if (const double* number = std::get_if<double>(&value)) {
        csv.number(*number);
      } else {
        csv.text(std::get<std::string>(value));
      }
    }
    csv.end_row();
  }
  return csv.content();
}

std::vector<Figure> figures_of(const ExperimentData& data) {
  std::vector<Figure> figures;
  for (const FiguresOf some : all_figures) {
    look_at_stop();
    std::vector<Figure> more = some(data);
    figures.insert(figures.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  name_apart(figures);
  for (Figure& figure : figures) {
    figure.picture.name = figure.name;
    if (figure.picture.title.empty()) figure.picture.title = figure.heading;
    if (figure.picture.description.empty()) figure.picture.description = figure.caption;
  }
  return figures;
}

}  // namespace runner::page
