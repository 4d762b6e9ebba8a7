#include "record/run_rows.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "record/stored.h"

namespace runner {
namespace {

/// How far a run is: the first columns of both files.
template <class Record>
TableColumns<Record> position_columns() {
  return {{epoch_column(), [](const Record& r) { return Cell(r.epoch); }},
          {{.name = "iteration", .role = Role::counter}, [](const Record& r) { return Cell(r.iteration); }},
          {{.name = "samples", .role = Role::counter}, [](const Record& r) { return Cell(r.samples); }},
          {rate_column(), [](const Record& r) { return Cell(r.lr); }}};
}

template <class Record>
TableColumns<Record> value_columns(const std::vector<Column>& described,
                                   std::span<const double> Record::* values) {
  TableColumns<Record> columns;
  for (std::size_t i = 0; i < described.size(); ++i) {
    columns.push_back({described[i], [values, i](const Record& r) { return Cell((r.*values)[i]); }});
  }
  return columns;
}

double number_in(std::string_view cell) {
  double value = 0;
  const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == cell.data() + cell.size();
  return whole ? value : std::numeric_limits<double>::quiet_NaN();
}

bool has_heading(const CsvTable& table, const TableColumns<EpochRecord>& columns) {
  if (table.columns() != columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (table.cell(0, i) != columns[i].column.name) return false;
  }
  return true;
}

constexpr const char* metrics_name = "metrics.csv";
constexpr const char* iterations_name = "iterations.csv";

/// Nothing where it is missing or not the one that was written.
std::optional<std::string> read_proven(const std::filesystem::path& folder, const char* name,
                                       const RunResult& run) {
  try {
    std::string text = read_stored(folder / name, std::numeric_limits<std::int64_t>::max());
    const auto proven = std::find_if(run.files.begin(), run.files.end(),
                                     [&](const ProvenFile& file) { return file.name == name; });
    const bool is_other = proven != run.files.end() && proven->hash != hash_text(text);
    return is_other ? std::nullopt : std::optional(std::move(text));
  } catch (const Damage&) {
    return std::nullopt;
  }
}

}  // namespace

Column epoch_column() {
  return {.name = "epoch", .role = Role::counter};
}

Column rate_column() {
  return {.name = "lr", .role = Role::rate};
}

Column seconds_column() {
  return {.name = "seconds", .role = Role::time, .unit = "s"};
}

TableColumns<EpochRecord> epoch_columns(const std::vector<Column>& measured) {
  auto columns = position_columns<EpochRecord>();
  append(columns, value_columns(measured, &EpochRecord::values));
  columns.push_back({seconds_column(), [](const EpochRecord& r) { return Cell(r.seconds); }});
  return columns;
}

TableColumns<IterationRecord> iteration_columns(const std::vector<Column>& measured,
                                                const std::vector<Column>& parameters,
                                                const std::vector<Column>& gradients) {
  auto columns = position_columns<IterationRecord>();
  append(columns, value_columns(measured, &IterationRecord::values));
  append(columns, value_columns(parameters, &IterationRecord::parameters));
  append(columns, value_columns(gradients, &IterationRecord::gradients));
  return columns;
}

std::optional<RunRows> RunRows::parse(std::string text, const std::vector<Column>& measured) {
  auto table = CsvTable::parse(std::move(text));
  if (!table || !has_heading(*table, epoch_columns(measured))) return std::nullopt;
  RunRows rows(std::move(*table), measured);
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (!parse_integer(rows.cell(row, rows.epoch_).text)) return std::nullopt;
  return rows;
}

RunRows::RunRows(CsvTable table, const std::vector<Column>& measured)
    : table_(std::move(table)), epoch_(find(epoch_column().name).value()) {
  for (const Column& column : measured) measured_.push_back(find(column.name).value());
}

std::optional<std::size_t> RunRows::find(std::string_view name) const {
  for (std::size_t i = 0; i < table_.columns(); ++i) {
    if (table_.cell(0, i) == name) return i;
  }
  return std::nullopt;
}

std::int64_t RunRows::epoch(std::size_t row) const {
  return parse_integer(cell(row, epoch_).text).value();
}

double RunRows::value(std::size_t row, std::size_t column) const {
  return number(row, measured_[column]);
}

double RunRows::number(std::size_t row, std::size_t place) const {
  return number_in(cell(row, place).text);
}

std::optional<RunRows> read_rows(const std::filesystem::path& folder, const RunResult& run) {
  auto text = read_proven(folder, metrics_name, run);
  return text ? RunRows::parse(std::move(*text), run.columns) : std::nullopt;
}

std::optional<CsvTable> read_iterations(const std::filesystem::path& folder, const RunResult& run) {
  auto text = read_proven(folder, iterations_name, run);
  return text ? CsvTable::parse(std::move(*text)) : std::nullopt;
}

bool has_iterations(const std::filesystem::path& folder, const RunResult& run) {
  const auto is_it = [](const ProvenFile& file) { return file.name == iterations_name; };
  return run.files.empty() ? is_there(folder / iterations_name) : std::ranges::any_of(run.files, is_it);
}

std::optional<std::vector<Column>> recorded_iterations(const std::filesystem::path& folder,
                                                       const RunResult& run) {
  std::ifstream file(folder / iterations_name, std::ios::binary);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const auto heading = CsvTable::parse(line + "\n");
  if (!heading) return std::nullopt;
  std::vector<Column> known = run.columns;
  for (const auto& column : position_columns<IterationRecord>()) known.push_back(column.column);
  std::vector<Column> columns;
  for (std::size_t i = 0; i < heading->columns(); ++i) {
    std::string name(heading->cell(0, i));
    const auto place = find_column(known, name);
    columns.push_back(place ? known[*place] : Column{.name = std::move(name), .role = Role::parameter});
  }
  return columns;
}

}  // namespace runner
