#include "page/aggregate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "record/status.h"
#include "statistics/statistics.h"

namespace runner::page {
namespace {

constexpr std::size_t looks = 8;  // colours

bool plays_a_part(const RunRow& row) {
  return row.result && is_result(row.result->status);
}

/// Values of the runs at each epoch.
std::map<std::int64_t, std::vector<double>> values_by_epoch(const ExperimentData& data,
                                                            std::size_t configuration, std::size_t column) {
  std::map<std::int64_t, std::vector<double>> by_epoch;
  for (const std::size_t run : data.runs_of(configuration)) {
    if (!plays_a_part(data.row_of(run))) continue;
    const Curves& curves = data.curves[run];
    if (curves.values.size() <= column) continue;
    const auto& values = curves.values[column];
    for (std::size_t i = 0; i < values.size(); ++i)
      if (std::isfinite(values[i])) by_epoch[curves.epochs[i]].push_back(values[i]);
  }
  return by_epoch;
}

void add(Aggregate& to, std::int64_t epoch, std::vector<double>& values, double held_to_trained) {
  const Statistics s = statistics(values, held_to_trained);
  std::ranges::sort(values);
  to.epochs.push_back(static_cast<double>(epoch));
  to.n.push_back(static_cast<double>(s.n));
  to.mean.push_back(s.mean);
  to.std.push_back(s.std);
  to.ci95_low.push_back(s.ci95_low);
  to.ci95_high.push_back(s.ci95_high);
  to.min.push_back(s.min);
  to.max.push_back(s.max);
  to.first_quartile.push_back(quantile(values, 0.25));
  to.median.push_back(quantile(values, 0.5));
  to.third_quartile.push_back(quantile(values, 0.75));
}

}  // namespace

bool Aggregate::has_spread() const {
  return std::ranges::any_of(n, [](double count) { return count > 1; });
}

double quantile(const std::vector<double>& ascending, double p) {
  const double at = p * static_cast<double>(ascending.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, ascending.size() - 1);
  const double part = at - static_cast<double>(low);
  return part == 0 ? ascending[low] : ascending[low] + part * (ascending[high] - ascending[low]);
}

Aggregate aggregate(const ExperimentData& data, std::size_t configuration, std::size_t column) {
  Aggregate all;
  const double ratio = data.summary_of(configuration).held_to_trained;
  for (auto& [epoch, values] : values_by_epoch(data, configuration, column)) add(all, epoch, values, ratio);
  return all;
}

std::vector<std::size_t> shown_configurations(const ExperimentData& data, std::size_t most) {
  std::vector<std::size_t> shown;
  for (const SummaryRow& row : data.summary)
    if (shown.size() < most) shown.push_back(row.configuration);
  std::ranges::sort(shown);
  return shown;
}

std::size_t look_of(const ExperimentData& data, std::size_t configuration) {
  if (data.factors.empty() || data.factors.front().values.size() > looks) return configuration;
  const std::vector<std::size_t>& of = data.factors.front().of;
  if (of[configuration] == Factor::none) return configuration;
  const auto same =
      std::count(of.begin(), of.begin() + static_cast<std::ptrdiff_t>(configuration), of[configuration]);
  return of[configuration] + looks * static_cast<std::size_t>(same);
}

std::string series_key(std::size_t configuration) {
  return fmt::format("c{}", configuration);
}

std::vector<picture::Series> series_of(const ExperimentData& data,
                                       const std::vector<std::size_t>& configurations) {
  std::vector<picture::Series> series;
  for (const std::size_t configuration : configurations) {
    const SummaryRow& row = data.summary_of(configuration);
    picture::Series one{series_key(configuration), data.name_of(configuration)};
    one.look = look_of(data, configuration);
    one.runs = row.runs;
    one.diverged = row.diverged;
    series.push_back(std::move(one));
  }
  return series;
}

std::string left_out_note(const ExperimentData& data, std::size_t shown) {
  if (shown >= data.configurations()) return "";
  return fmt::format("The best {} of {} configurations; all are in summary.csv.", shown,
                     data.configurations());
}

std::string title_of(const Column& column) {
  std::string name = column.name;
  std::string part;
  if (column.part == Part::train) part = "Training ";
  if (column.part == Part::val) part = "Validation ";
  if (column.part == Part::test) part = "Test ";
  const std::size_t prefix = name.find('_');
  if (!part.empty() && prefix != std::string::npos) name = name.substr(prefix + 1);
  if (column.role == Role::rate) return "Learning rate";
  std::ranges::replace(name, '_', ' ');
  if (part.empty() && !name.empty() && name[0] >= 'a' && name[0] <= 'z')
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return part + name + (column.unit.empty() ? "" : fmt::format(" ({})", column.unit));
}

bool wants_log(const ExperimentData& data, const std::vector<std::size_t>& configurations, std::size_t column,
               double ratio) {
  if (data.columns[column].better != Direction::lower) return false;
  double low = HUGE_VAL, high = 0;
  for (const std::size_t configuration : configurations) {
    for (const auto& [epoch, values] : values_by_epoch(data, configuration, column)) {
      low = std::min(low, *std::ranges::min_element(values));
      high = std::max(high, *std::ranges::max_element(values));
    }
  }
  return low > 0 && low < high && high / low > ratio;
}

}  // namespace runner::page
