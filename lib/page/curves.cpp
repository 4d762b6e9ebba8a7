#include "page/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/text.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_single_lines = 12;  // faint ones, behind the mean of one configuration

void add_lines_of_runs(const ExperimentData& data, std::size_t configuration, std::size_t column,
                       std::size_t series, picture::Panel& panel) {
  for (const std::size_t run : data.runs_of(configuration)) {
    picture::Line line = run_line(data, run, column, series);
    if (line.x.empty()) continue;
    line.faint = data.runs_of(configuration).size() > 1;
    panel.marks.emplace_back(std::move(line));
  }
}

/// Rows of the figure's table.
void add_rows(const ExperimentData& data, std::size_t configuration, std::size_t column, const Aggregate& all,
              DataTable& table) {
  for (std::size_t i = 0; i < all.epochs.size(); ++i) {
    table.rows.push_back({data.plan.labels[configuration], data.columns[column].name, all.epochs[i], all.n[i],
                          all.mean[i], all.std[i], all.min[i], all.max[i]});
  }
}

/// `all`: those of the picture, whose places are the numbers of its series.
picture::Panel curves_panel(const ExperimentData& data, const std::vector<std::size_t>& configurations,
                            const std::vector<std::size_t>& all, std::size_t column, DataTable& table) {
  picture::Panel panel;
  const std::string title = title_of(data.columns[column]);
  panel.title = title;
  panel.x.title = "epoch";
  panel.x.whole = true;
  panel.y.title = in_sentence(title);
  if (wants_log(data, configurations, column)) panel.y.scale = picture::ScaleKind::log;
  for (const std::size_t configuration : configurations) {
    const auto series = static_cast<std::size_t>(std::ranges::find(all, configuration) - all.begin());
    const Aggregate over = aggregate(data, configuration, column);
    add_rows(data, configuration, column, over, table);
    const bool spreads = over.has_spread();
    const bool alone = configurations.size() == 1 && data.runs_of(configuration).size() <= most_single_lines;
    if (alone || !spreads) add_lines_of_runs(data, configuration, column, series, panel);
    if (!spreads) continue;
    picture::Band band{series, over.epochs, {}, {}, "std"};
    for (std::size_t i = 0; i < over.mean.size(); ++i) {
      const double std = std::isnan(over.std[i]) ? 0 : over.std[i];
      // A mean and its deviation leave what the values are bounded by; no value is beyond the least and the
      // most.
      band.low.push_back(std::max(over.mean[i] - std, over.min[i]));
      band.high.push_back(std::min(over.mean[i] + std, over.max[i]));
    }
    picture::Line line{series};
    line.x = over.epochs;
    line.y = over.mean;
    line.what = "mean";
    panel.marks.emplace_back(std::move(band));
    panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

/// Of the shown configurations, best first, where they end.
std::string ends_text(const ExperimentData& data, const std::vector<std::size_t>& configurations,
                      std::size_t column) {
  std::vector<std::string> parts;
  for (const SummaryRow& row : data.summary) {
    if (std::ranges::find(configurations, row.configuration) == configurations.end()) continue;
    if (parts.size() == 2 && configurations.size() > 3) break;
    if (column < row.finals.size())
      parts.push_back(
          fmt::format("{} at {}", data.name_of(row.configuration), mean_text(row.finals[column])));
  }
  if (parts.empty()) return "";
  const bool cut = parts.size() < configurations.size();
  return fmt::format("{} ends: {}{}.", title_of(data.columns[column]), join(parts, ", "),
                     cut ? fmt::format("; {} more", configurations.size() - parts.size()) : "");
}

bool any_spread(const ExperimentData& data, const std::vector<std::size_t>& configurations) {
  return std::ranges::any_of(configurations, [&](std::size_t c) { return data.runs_of(c).size() > 1; });
}

std::string band_text(const ExperimentData& data, const std::vector<std::size_t>& configurations) {
  if (!any_spread(data, configurations)) return "";
  return fmt::format(
      " Lines are means over {}, bands one standard deviation, as far as values went; a cross is where a run "
      "diverged.",
      repetitions_word(data));
}

}  // namespace

picture::Line run_line(const ExperimentData& data, std::size_t run, std::size_t column, std::size_t series) {
  picture::Line line{series, data.plan.runs[run].id};
  const Curves& curves = data.curves[run];
  if (curves.values.size() <= column) return line;
  const std::vector<double>& values = curves.values[column];
  std::size_t measured = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    measured = i + 1;
    line.x.push_back(static_cast<double>(curves.epochs[i]));
    line.y.push_back(values[i]);
  }
  const auto& result = data.row_of(run).result;
  if (result && result->status == Status::diverged && measured < values.size() && measured > 0) {
    line.x.push_back(static_cast<double>(curves.epochs[measured]));
    line.y.push_back(std::nan(""));
  }
  return line;
}

std::string repetitions_word(const ExperimentData& data) {
  const bool folds = data.plan.has_folds();
  std::set<std::int64_t> seeds;
  for (const PlannedRun& run : data.plan.runs) seeds.insert(run.seed);
  if (folds && seeds.size() == 1 && data.plan.repeated_columns.empty()) return "folds";
  return folds || !data.plan.repeated_columns.empty() ? "repetitions" : "seeds";
}

std::string in_sentence(std::string title) {
  const bool is_capital = !title.empty() && title[0] >= 'A' && title[0] <= 'Z';
  if (is_capital) title[0] = static_cast<char>(title[0] - 'A' + 'a');
  return title;
}

std::string mean_text(const Statistics& s) {
  if (std::isnan(s.mean)) return "no value";
  return s.n > 1 ? fmt::format("{} ± {}", readable(s.mean, 4), readable(s.std, 2)) : readable(s.mean, 4);
}

std::string repetition_of(const ExperimentData& data, std::size_t run) {
  return repetition_text(data.plan, data.plan.runs[run]);
}

std::string run_text(const ExperimentData& data, std::size_t run, double value) {
  return fmt::format("{}, {}: {}", data.name_of(data.plan.runs[run].configuration), repetition_of(data, run),
                     readable(value, 4));
}

std::string titles_of(const ExperimentData& data, const std::vector<std::size_t>& columns) {
  std::vector<std::string> titles;
  for (const std::size_t column : columns) {
    const std::string title = title_of(data.columns[column]);
    titles.push_back(titles.empty() ? title : in_sentence(title));
  }
  return join(titles, " and ");
}

std::vector<std::size_t> main_columns(const ExperimentData& data) {
  std::vector<std::size_t> columns;
  if (!data.overview.primary) return columns;
  const std::size_t primary = *data.overview.primary;
  columns.push_back(primary);
  const auto loss = find_column(data.overview.columns, data.columns[primary].part, Role::loss);
  if (loss && *loss != primary) columns.push_back(*loss);
  return columns;
}

std::vector<std::size_t> training_columns(const ExperimentData& data) {
  constexpr std::size_t most = 2;
  const std::vector<std::size_t> shown = main_columns(data);
  std::vector<std::size_t> columns;
  const auto add = [&](std::size_t column) {
    const bool is_new = std::ranges::find(shown, column) == shown.end() &&
                        std::ranges::find(columns, column) == columns.end();
    if (is_new && columns.size() < most) columns.push_back(column);
  };
  if (const auto loss = find_column(data.overview.columns, Part::train, Role::loss)) add(*loss);
  for (std::size_t i = 0; i < data.overview.columns.size(); ++i) {
    const bool averages = std::ranges::any_of(data.averages, [&](const Average& a) { return a.column == i; });
    if (data.columns[i].part == Part::train && !averages) add(i);
  }
  return columns;
}

Figure curves_figure(const ExperimentData& data, const std::vector<std::size_t>& configurations,
                     const std::vector<std::size_t>& columns, std::string name) {
  Figure figure;
  figure.name = std::move(name);
  figure.heading = titles_of(data, columns) + " by epoch";
  figure.data.headings = {"configuration", "column", "epoch", "n", "mean", "std", "min", "max"};
  figure.picture.series = series_of(data, configurations);
  // What means another thing in each configuration has an axis for each.
  std::vector<std::vector<std::size_t>> together;
  if (data.shape.comparable) {
    together.push_back(configurations);
  } else {
    for (const std::size_t configuration : configurations) together.push_back({configuration});
  }
  for (const std::size_t column : columns) {
    for (const auto& some : together) {
      picture::Panel panel = curves_panel(data, some, configurations, column, figure.data);
      if (!data.shape.comparable) panel.title = data.name_of(some.front());
      figure.picture.panels.push_back(std::move(panel));
    }
  }
  figure.picture.note = left_out_note(data, configurations.size());
  if (!columns.empty())
    figure.caption = ends_text(data, configurations, columns.front()) + band_text(data, configurations);
  return figure;
}

Figure finals_figure(const ExperimentData& data, const std::vector<std::size_t>& configurations,
                     std::size_t column) {
  Figure figure;
  const std::string title = title_of(data.columns[column]);
  figure.name = "final_values";
  figure.heading = fmt::format("{} at the end, run by run", title);
  figure.data.headings = {"configuration", "repetition", data.columns[column].name};
  figure.picture.series = series_of(data, configurations);
  picture::Panel panel;
  panel.y = {.title = in_sentence(title)};
  panel.x.scale = picture::ScaleKind::category;
  if (wants_log(data, configurations, column, 1000)) panel.y.scale = picture::ScaleKind::log;
  for (std::size_t series = 0; series < configurations.size(); ++series) {
    const std::size_t configuration = configurations[series];
    panel.x.categories.push_back(data.name_of(configuration));
    const auto place = static_cast<double>(series);
    picture::Strip strip{series, place};
    for (const std::size_t run : data.runs_of(configuration)) {
      const RunRow& row = data.row_of(run);
      if (!counts(row) || !std::isfinite(row.finals[column])) continue;
      strip.values.push_back(row.finals[column]);
      strip.runs.push_back(data.plan.runs[run].id);
      strip.texts.push_back(run_text(data, run, row.finals[column]));
      figure.data.rows.push_back(
          {data.plan.labels[configuration], repetition_of(data, run), row.finals[column]});
    }
    const Statistics& s = data.summary_of(configuration).finals[column];
    if (s.n > 1) {
      panel.marks.emplace_back(
          picture::Intervals{series,
                             {place + 0.36},
                             {s.ci95_low},
                             {s.mean},
                             {s.ci95_high},
                             false,
                             {fmt::format("mean {}, 95 % interval {} to {}", readable(s.mean, 4),
                                          readable(s.ci95_low, 4), readable(s.ci95_high, 4))}});
    }
    panel.marks.emplace_back(std::move(strip));
  }
  figure.picture.legend = picture::Legend::none;
  figure.picture.panels.push_back(std::move(panel));
  figure.picture.note = left_out_note(data, configurations.size());
  figure.caption = ends_text(data, configurations, column);
  if (any_spread(data, configurations))
    figure.caption += " Each point is a run; beside them the mean with its 95 % interval (Student's t).";
  return figure;
}

Figure rates_figure(const ExperimentData& data, const std::vector<std::size_t>& configurations) {
  const std::size_t lr = data.find("lr").value();
  Figure figure;
  figure.name = "learning_rate";
  figure.heading = "Learning rate that was used";
  figure.data.headings = {"configuration", "epoch", "lr"};
  figure.picture.series = series_of(data, configurations);
  picture::Panel panel;
  panel.x = {.title = "epoch", .whole = true};
  panel.y.title = "learning rate";
  std::set<double> used;
  bool changes = false;  // within a run
  for (std::size_t series = 0; series < configurations.size(); ++series) {
    const std::size_t run = data.runs_of(configurations[series]).front();
    const Curves& curves = data.curves[run];
    if (curves.values.empty()) continue;
    picture::Line line{series};
    line.steps = true;
    line.what = "mean";
    for (std::size_t i = 0; i < curves.values[lr].size(); ++i) {
      line.x.push_back(static_cast<double>(curves.epochs[i]));
      line.y.push_back(curves.values[lr][i]);
      used.insert(curves.values[lr][i]);
      changes = changes || line.y.back() != line.y.front();
      figure.data.rows.push_back({data.plan.labels[configurations[series]], line.x.back(), line.y.back()});
    }
    panel.marks.emplace_back(std::move(line));
  }
  if (used.size() > 1 && *used.begin() > 0 && *used.rbegin() / *used.begin() > 20)
    panel.y.scale = picture::ScaleKind::log;
  if (changes) figure.picture.panels.push_back(std::move(panel));
  if (changes)
    figure.caption = fmt::format("From {} down to {}: the rate of each epoch's last step.",
                                 readable(*used.rbegin()), readable(*used.begin()));
  return figure;
}

}  // namespace runner::page
