#include "report/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/folders.h"
#include "record/status.h"
#include "report/columns.h"
#include "report/table.h"

namespace runner {
namespace {

/// A column's name is from a metric, and may have what a file's name can't. Those of `taken`, which it is
/// added to, are another column's.
std::string file_name(const std::string& column, std::set<std::string>& taken) {
  constexpr std::size_t longest = 200;  // bytes; most file systems allow 255
  std::string safe = column.substr(0, longest);
  for (char& c : safe) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.' || c == '-';
    if (!plain) c = '_';
  }
  std::string name = fmt::format("comparison_{}.csv", safe);
  for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("comparison_{}_{}.csv", safe, i);
  return name;
}

void remove_others(const std::filesystem::path& results, const std::vector<std::string>& written) {
  const std::set<std::string> kept(written.begin(), written.end());
  int unreadable = 0;  // then they stay
  for (const std::string& name : names_in(results, unreadable)) {
    const bool ours = name.starts_with("comparison_") && name.ends_with(".csv");
    std::error_code ignored;
    if (ours && !kept.count(name)) std::filesystem::remove(results / name, ignored);
  }
}

}  // namespace

void Comparison::Gathered::add(double value) {
  ++n;
  sum += value;
  const double before = value - mean;
  mean += before / n;
  squares += before * (value - mean);
}

Comparison::Comparison(const Plan& plan, const Overview& overview)
    : plan_(plan), columns_(overview.columns), overview_(overview), series_(plan.labels.size()) {
  columns_.push_back(rate_column());
}

void Comparison::add(const RunRow& row, const RunRows& metrics) {
  const std::size_t configuration = plan_.runs[row.run].configuration;
  if (configuration != open_) close();
  open_ = configuration;
  if (!is_result(row.result->status)) return;
  auto columns = columns_of(*row.result, overview_);
  const auto rate = metrics.find(columns_.back().name);
  for (std::size_t line = 0; line < metrics.size(); ++line) {
    auto& values = gathered_[metrics.epoch(line)];
    values.resize(columns_.size());
    const auto add_value = [&](std::size_t column, double value) {
      if (std::isfinite(value)) values[column].add(value);
    };
    for (std::size_t i = 0; i < columns.size(); ++i) add_value(columns[i], metrics.value(line, i));
    if (rate) add_value(columns_.size() - 1, metrics.number(line, *rate));
  }
}

void Comparison::close() {
  Series& series = series_[open_];
  for (const auto& [epoch, values] : gathered_) {
    series.epochs.push_back(epoch);
    for (const Gathered& value : values) {
      EpochStatistics& told = series.values.emplace_back();
      told.n = value.n;
      if (value.n > 0) told.mean = value.sum / value.n;
      if (value.n > 1) told.std = std::sqrt(value.squares / (value.n - 1));
    }
  }
  gathered_.clear();
}

std::vector<std::int64_t> Comparison::measured_epochs(std::size_t column) const {
  std::set<std::int64_t> epochs;
  for (const Series& series : series_) {
    for (std::size_t i = 0; i < series.epochs.size(); ++i) {
      if (series.values[i * columns_.size() + column].n > 0) epochs.insert(series.epochs[i]);
    }
  }
  return {epochs.begin(), epochs.end()};
}

void Comparison::for_rows(std::size_t column, const std::function<void(const ComparisonRow&)>& see) const {
  std::vector<std::size_t> next(series_.size(), 0);  // per configuration the first epoch not yet visited
  ComparisonRow row;
  for (const std::int64_t epoch : measured_epochs(column)) {
    row.epoch = epoch;
    row.values.assign(series_.size(), {});
    for (std::size_t i = 0; i < series_.size(); ++i) {
      const Series& series = series_[i];
      while (next[i] < series.epochs.size() && series.epochs[next[i]] < epoch) ++next[i];
      const bool there = next[i] < series.epochs.size() && series.epochs[next[i]] == epoch;
      if (there) row.values[i] = series.values[next[i] * columns_.size() + column];
    }
    see(row);
  }
}

std::vector<std::string> Comparison::files() const {
  std::set<std::string> taken;
  const std::string of_rate =
      file_name(columns_.back().name, taken);  // that is its own, whatever is measured
  std::vector<std::string> names;
  for (std::size_t i = 0; i + 1 < columns_.size(); ++i) names.push_back(file_name(columns_[i].name, taken));
  names.push_back(of_rate);
  return names;
}

void Comparison::write_column(std::size_t column, const std::filesystem::path& path) const {
  CsvTableFile<ComparisonRow> file(path, comparison_columns(plan_, columns_[column]));
  for_rows(column, [&file](const ComparisonRow& row) { file.add(row); });
  file.commit();
}

std::vector<std::string> Comparison::write(const std::filesystem::path& results) {
  close();
  std::vector<std::string> names = files();
  if (measured_epochs(columns_.size() - 1).empty()) names.pop_back();
  for (std::size_t i = 0; i < names.size(); ++i) write_column(i, results / names[i]);
  remove_others(results, names);
  return names;
}

}  // namespace runner
