#include "record/run_rows.h"

#include <algorithm>
#include <charconv>
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
          {{.name = "lr", .role = Role::rate}, [](const Record& r) { return Cell(r.lr); }}};
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

}  // namespace

Column epoch_column() {
  return {.name = "epoch", .role = Role::counter};
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
  return number_in(cell(row, measured_[column]).text);
}

std::optional<RunRows> read_rows(const std::filesystem::path& folder, const RunResult& run) {
  constexpr const char* name = "metrics.csv";
  try {
    std::string text = read_stored(folder / name, std::numeric_limits<std::int64_t>::max());
    const auto proven = std::find_if(run.files.begin(), run.files.end(),
                                     [&](const ProvenFile& file) { return file.name == name; });
    const bool is_other = proven != run.files.end() && proven->hash != hash_text(text);
    return is_other ? std::nullopt : RunRows::parse(std::move(text), run.columns);
  } catch (const Damage&) {
    return std::nullopt;
  }
}

}  // namespace runner
