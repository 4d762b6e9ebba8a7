#include "data/sources/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/large_vector.h"
#include "data/sources/csv_cell.h"
#include "data/sources/csv_numbers.h"

// A feature is numeric until its first cell that is no number, which then is a mistake, or categorical from
// its first cell on: deciding by the first row makes one pass enough and the message point at the cell that
// breaks the column. Categories get their places only when all of them are known.

namespace runner {

namespace {

/// A column of more different texts than this is rather a name or a date than a category.
constexpr std::size_t most_categories = 100;
constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

/// Numbers by value where all are numbers, else texts by code point.
std::vector<std::string> sorted_categories(const std::map<std::string, int, std::less<>>& categories) {
  std::vector<std::string> names;
  for (const auto& [name, number] : categories) names.push_back(name);
  const bool numeric = std::all_of(names.begin(), names.end(),
                                   [](const std::string& name) { return parse_number(name).has_value(); });
  if (numeric) {
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
      return std::pair(*parse_number(a), std::string_view(a)) <
             std::pair(*parse_number(b), std::string_view(b));
    });
  }
  return names;
}

}  // namespace

CsvRows::CsvRows(CsvColumns columns, const CsvConfig& config, const MissingMarkers& is_missing,
                 TargetKind wanted, const CsvKnown& known, CsvMistakes& mistakes)
    : columns_(std::move(columns)),
      config_(config),
      is_missing_(is_missing),
      missing_(missing_config(config.missing)),
      wanted_(wanted),
      may_be_text_(wanted != TargetKind::values && columns_.targets.size() == 1 &&
                   columns_.targets.front().parsing.kind == CsvParsing::Kind::automatic),
      known_(known),
      mistakes_(&mistakes),
      targets_missing_(columns_.targets.size()),
      target_units_(columns_.targets.size()) {
  for (CsvColumn& column : columns_.features) {
    column.empty = column.empty && !known.filled.contains(column.position);
    Feature& feature = features_.emplace_back(Feature{column});
    feature.strategy = missing_rule(missing_, column.name).strategy;
    if (column.categorical) feature.kind = Kind::categorical;
    if (column.parsing.kind != CsvParsing::Kind::automatic) feature.kind = Kind::numeric;
    feature.plain = are_plain_numbers(column);
  }
  for (const CsvColumn& column : columns_.targets)
    target_strategies_.push_back(missing_rule(missing_, column.name).strategy);
}

void CsvRows::begin_file(CsvColumns columns, GivenPart part, CsvMistakes& mistakes) {
  columns_ = std::move(columns);
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const bool empty = features_[i].column.empty;  // of the first file: by that it was chosen
    features_[i].column = columns_.features[i];
    features_[i].column.empty = empty;
  }
  plain_row_.reset();
  mistakes_ = &mistakes;
  part_ = part;
  file_row_ = 0;
}

void CsvRows::expect(std::size_t rows) {
  expect_values(values_, rows * features_.size());
  if (known_.text_target) {
    expect_values(target_codes_, rows);
  } else {
    expect_values(target_numbers_, rows * columns_.targets.size());
  }
}

bool CsvRows::read_value(const CsvColumn& column, std::string& unit, std::string_view text,
                         double& value) const {
  return read_cell(column, config_.thousands, unit, text, value);
}

bool CsvRows::has_all_cells(const std::vector<CsvCell>& record, std::size_t count, std::size_t filled) {
  if (count == columns_.width || (count > columns_.width && filled <= columns_.width)) return true;
  const CsvCell& cell = count > columns_.width ? record[columns_.width] : record.back();
  mistakes_->add(cell, fmt::format("{} cells in this row, but the {} {} columns", count,
                                   columns_.has_header ? "header names" : "first row has", columns_.width));
  return false;
}

bool CsvRows::add(const std::vector<CsvCell>& record, std::size_t count, std::size_t filled) {
  if (filled == 0) {
    ++blank_;
    return true;
  }
  const std::int64_t file_row = file_row_++;
  if (!has_all_cells(record, count, filled)) return true;
  ++read_;
  make_room(values_, features_.size());
  waiting_.clear();
  bool complete = true;
  const bool own_markers = !missing_.markers.empty();
  for (std::size_t i = 0; i < features_.size(); ++i) {
    Feature& feature = features_[i];
    const std::string_view text = record[feature.column.position].text;
    double value = 0;
    if (feature.kind == Kind::numeric && !(own_markers && is_missing_(text)) &&
        (feature.plain ? read_plain_number(text, feature.column.decimal, value)
                       : read_value(feature.column, feature.unit, text, value)) &&
        std::isfinite(value)) {
      values_.push_back(value);
    } else if (is_missing_(text)) {
      values_.push_back(missing_value);
      if (fills(feature.strategy)) {
        ++feature.to_fill;
      } else if (!feature.column.empty) {
        ++feature.missing;
        complete = false;
      }
    } else {
      values_.push_back(0);
      waiting_.push_back(i);
    }
  }
  for (std::size_t i = 0; i < columns_.targets.size(); ++i) {
    if (!is_missing_(record[columns_.targets[i].position].text)) continue;
    ++targets_missing_[i];
    complete = false;
  }
  for (const auto& mark : {columns_.group, columns_.part})
    if (mark && is_missing_(record[mark->position].text)) complete = false;
  if (!complete) {
    tell_missing(record);
    drop_row();
    return true;
  }
  const std::size_t first = values_.size() - features_.size();
  for (const std::size_t i : waiting_)
    values_[first + i] = text_value(features_[i], record[features_[i].column.position]);
  if (!add_target(record)) return false;
  add_marks(record);
  keep_row(file_row);
  return true;
}

void CsvRows::keep_row(std::int64_t file_row) {
  if (part_) {
    marks_.add_part(*part_);
    source_rows_.push_back(file_row);
  } else if (has_dropped_) {
    source_rows_.push_back(static_cast<std::int64_t>(read_) - 1);
  }
  ++rows_;
}

bool CsvRows::are_plain_numbers(const CsvColumn& column) const {
  using How = CsvParsing::Kind;
  return (column.parsing.kind == How::automatic || column.parsing.kind == How::number) &&
         config_.thousands.empty();
}

const CsvPlainRow* CsvRows::plain_row(const CsvDialect& dialect) {
  if (plain_row_) return &*plain_row_;
  if (dialect.whitespace || columns_.group || columns_.part || known_.text_target ||
      !missing_.markers.empty() ||
      std::string_view("0123456789+- ").find(dialect.delimiter) != std::string_view::npos)
    return nullptr;
  CsvPlainRow how{std::vector<CsvPlainRow::Cell>(columns_.width), dialect.delimiter, dialect.comment};
  bool good = true;
  std::size_t to = 0;
  const auto read = [&](const CsvColumn& column) {
    good &= are_plain_numbers(column) && column.decimal != dialect.delimiter;
    how.cells[column.position] = {true, to++, column.decimal};
  };
  for (const Feature& feature : features_) {
    good &= feature.kind == Kind::numeric && !feature.column.empty;
    read(feature.column);
  }
  for (const CsvColumn& column : columns_.targets) read(column);
  return good ? &plain_row_.emplace(std::move(how)) : nullptr;
}

void CsvRows::add_numbers(std::span<const double> numbers) {
  ++read_;
  make_room(values_, features_.size());
  const auto targets = numbers.begin() + static_cast<std::ptrdiff_t>(features_.size());
  values_.insert(values_.end(), numbers.begin(), targets);
  make_room(target_numbers_, columns_.targets.size());
  target_numbers_.insert(target_numbers_.end(), targets, numbers.end());
  keep_row(file_row_++);
}

void CsvRows::add_marks(const std::vector<CsvCell>& record) {
  if (columns_.group) marks_.add_group(record[columns_.group->position].text);
  if (!columns_.part) return;
  const CsvCell& cell = record[columns_.part->position];
  const auto part = given_part(cell.text);
  if (part) return marks_.add_part(*part);
  mistakes_->add(cell, fmt::format("'{}' is no part of the data; expected train, validation (or val) or test",
                                   shown_cell(cell.text)));
}

void CsvRows::drop_row() {
  values_.resize(values_.size() - features_.size());
  if (part_ || std::exchange(has_dropped_, true)) return;
  for (std::size_t i = 0; i < rows_; ++i) source_rows_.push_back(static_cast<std::int64_t>(i));
}

/// Of a cell that is no number of a numeric column.
double CsvRows::text_value(Feature& feature, const CsvCell& cell) {
  if (feature.column.empty) {
    known_.filled.insert(feature.column.position);
    again_ = true;
    return 0;
  }
  if (feature.column.categorical) return category(feature, cell);
  double number = 0;
  const bool is_number = read_value(feature.column, feature.unit, cell.text, number);
  if (!is_number && is_too_large(cell.text)) {
    mistakes_->add(cell, fmt::format("'{}' is a number too large", shown_cell(cell.text)));
    return 0;
  }
  if (feature.kind == Kind::unknown) feature.kind = is_number ? Kind::numeric : Kind::categorical;
  const bool numeric = feature.kind == Kind::numeric;
  if (is_number != numeric) {
    tell_misfit(feature, cell, is_number);
    return 0;
  }
  if (!numeric) return category(feature, cell);
  if (!std::isfinite(number))
    mistakes_->add(cell, fmt::format("'{}' is no finite number", shown_cell(cell.text)));
  return number;
}

double CsvRows::category(Feature& feature, const CsvCell& cell) {
  auto& known = feature.categories;
  const auto found = known.find(cell.text);
  if (found != known.end()) return found->second;
  const int number = static_cast<int>(known.size());
  known.emplace(cell.text, number);
  if (feature.column.categorical || known.size() != most_categories + 1) return number;
  if (tell_look_of_texts(feature)) return number;
  if (is_identifier(feature)) {
    tell_identifier(feature);
    return number;
  }
  mistakes_->add(cell,
                 fmt::format("column '{}' holds more than {} different texts; 'exclude: [{}]' leaves it "
                             "out, 'categorical: [{}]' makes a feature of each",
                             feature.column.name, most_categories, feature.column.name, feature.column.name));
  return number;
}

bool CsvRows::add_target(const std::vector<CsvCell>& record) {
  if (known_.text_target) {
    add_target_text(record[columns_.targets.front().position].text);
    return true;
  }
  for (std::size_t i = 0; i < columns_.targets.size(); ++i) {
    if (!add_target_cell(i, record[columns_.targets[i].position])) return false;
  }
  return true;
}

bool CsvRows::add_target_cell(std::size_t i, const CsvCell& cell) {
  const CsvColumn& column = columns_.targets[i];
  double number = 0;
  const bool is_number = read_value(column, target_units_[i], cell.text, number);
  make_room(target_numbers_, 1);
  target_numbers_.push_back(number);
  if (is_number && std::isfinite(number)) return true;
  if (is_number) {
    mistakes_->add(cell, fmt::format("'{}' is no finite number", shown_cell(cell.text)));
  } else if (is_too_large(cell.text)) {
    mistakes_->add(cell, fmt::format("'{}' is a number too large", shown_cell(cell.text)));
  } else if (may_be_text_) {
    known_.text_target = true;
    again_ = rows_ > 0;
    if (again_) return false;  // those before it have to be read as texts too
    target_numbers_.clear();
    add_target_text(cell.text);
  } else {
    const char* reason = wanted_ == TargetKind::values ? "the loss wants numbers for a target"
                                                       : "only a single target column may hold classes";
    mistakes_->add(cell, fmt::format("'{}' is no number, but {}{}", shown_cell(cell.text), reason,
                                     cell_hint(cell.text, column)));
    // A text in the first row is no slip: the whole column is text, and one message says so.
    if (rows_ == 0) return false;
  }
  return true;
}

void CsvRows::add_target_text(std::string_view text) {
  auto found = target_texts_.find(text);
  if (found == target_texts_.end())
    found = target_texts_.emplace(text, static_cast<std::int32_t>(target_texts_.size())).first;
  make_room(target_codes_, 1);
  target_codes_.push_back(found->second);
}

RawTarget CsvRows::take_target() {
  RawTarget target;
  target.columns = static_cast<Index>(columns_.targets.size());
  for (const CsvColumn& column : columns_.targets) target.column_names.push_back(column.name);
  if (target.columns == 1) target.name = fmt::format("the target '{}'", columns_.targets.front().name);
  if (known_.text_target) {
    target.texts.resize(target_texts_.size());
    for (const auto& [text, code] : target_texts_) target.texts[static_cast<std::size_t>(code)] = text;
    target.codes = std::move(target_codes_);
  } else {
    target.numbers = std::move(target_numbers_);
  }
  return target;
}

/// In place: what is left of a row moves to the front.
void CsvRows::cut_empty_columns() {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < features_.size(); ++i)
    if (!features_[i].column.empty) kept.push_back(i);
  if (kept.size() == features_.size()) return;
  std::size_t to = 0;
  for (std::size_t row = 0; row < rows_; ++row) {
    look_at_stop();
    for (const std::size_t i : kept) values_[to++] = values_[row * features_.size() + i];
  }
  values_.resize(to);
  std::erase_if(features_, [](const Feature& feature) { return feature.column.empty; });
}

bool CsvRows::take_features(Dataset& data, ErrorSink& sink) {
  cut_empty_columns();
  bool good = true;
  std::vector<std::vector<double>> places;  // per feature: a category's number → its place in sorted order
  bool any_categories = false;
  for (const Feature& feature : features_) {
    FeatureColumn& column = data.columns.emplace_back(FeatureColumn{feature.column.name});
    auto& to = places.emplace_back(feature.categories.size());
    if (feature.kind == Kind::categorical) {
      any_categories = true;
      column.categories = sorted_categories(feature.categories);
      for (std::size_t i = 0; i < to.size(); ++i)
        to[static_cast<std::size_t>(feature.categories.at(column.categories[i]))] = static_cast<double>(i);
    }
    if (feature.to_fill > 0) good &= prepare_filling(missing_, feature.kind == Kind::numeric, column, sink);
  }
  data.rows = static_cast<Index>(rows_);
  data.source_rows = std::move(source_rows_);
  data.source_row_count = static_cast<Index>(read_);
  data.sample_shape = {static_cast<Index>(features_.size())};
  for (std::size_t i = 0; any_categories && i < values_.size(); ++i) {
    look_at_stop();
    const auto& to = places[i % places.size()];
    if (!to.empty() && !std::isnan(values_[i])) values_[i] = to[static_cast<std::size_t>(values_[i])];
  }
  data.features = std::move(values_);
  marks_.take(data);
  return good;
}

}  // namespace runner
