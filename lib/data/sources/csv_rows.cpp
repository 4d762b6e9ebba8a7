#include "data/sources/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"

// A feature is numeric until its first cell that is no number, which then is a mistake, or categorical from
// its first cell on: deciding by the first row makes one pass enough and the message point at the cell that
// breaks the column. Categories become columns only when all of them are known.

namespace runner {

namespace {

/// A column of more different texts than this is rather a name or a date than a category.
constexpr std::size_t most_categories = 100;

bool looks_missing(std::string_view text) {
  return text.empty() || text == "NA" || text == "?" || (text.size() == 3 && lower_case(text) == "nan");
}

/// Its text as messages show it.
std::string quoted(const CsvCell& cell) {
  constexpr std::size_t longest = 60;
  return shortened(cell.text, longest);
}

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

CsvRows::CsvRows(CsvColumns columns, TargetKind wanted, bool drop_missing, CsvMistakes& mistakes)
    : columns_(std::move(columns)), wanted_(wanted), drop_missing_(drop_missing), mistakes_(&mistakes) {
  for (std::size_t i = 0; i < columns_.features.size(); ++i) {
    const bool forced = columns_.categorical[i];
    features_.push_back({columns_.features[i], forced, forced ? Kind::categorical : Kind::unknown, {}});
  }
}

void CsvRows::expect(std::size_t rows, std::size_t bytes) {
  const std::size_t targets = columns_.targets.size();
  const auto count = static_cast<std::int64_t>(rows);
  const auto values = static_cast<std::int64_t>(features_.size() + targets);
  require_memory(
      sum_of_sizes({static_cast<std::int64_t>(bytes),
                    product_of_sizes({count, values, static_cast<std::int64_t>(sizeof(double))})}));
  values_.reserve(rows * features_.size());
  target_numbers_.reserve(rows * targets);
}

void CsvRows::begin_file(CsvColumns columns, GivenPart part, CsvMistakes& mistakes) {
  columns_ = std::move(columns);
  for (std::size_t i = 0; i < features_.size(); ++i) features_[i].position = columns_.features[i];
  mistakes_ = &mistakes;
  part_ = part;
  file_row_ = 0;
}

bool CsvRows::add(const std::vector<CsvCell>& record, std::size_t count) {
  const std::int64_t file_row = file_row_++;
  const std::size_t width = columns_.names.size();
  if (count != width) {
    const CsvCell& cell = count > width ? record[width] : record.back();
    mistakes_->add(cell, fmt::format("{} cells in this row, but the header names {} columns", count, width));
    return true;
  }
  if (!is_complete(record)) return true;
  for (Feature& feature : features_) values_.push_back(feature_value(feature, record[feature.position]));
  if (!add_target(record)) return false;
  add_marks(record);
  if (part_) source_rows_.push_back(file_row);
  ++rows_;
  return true;
}

void CsvRows::add_marks(const std::vector<CsvCell>& record) {
  if (columns_.group) marks_.add_group(record[*columns_.group].text);
  if (part_) marks_.add_part(*part_);
  if (!columns_.part) return;
  const CsvCell& cell = record[*columns_.part];
  const auto part = given_part(cell.text);
  if (part) return marks_.add_part(*part);
  mistakes_->add(cell, fmt::format("'{}' is no part of the data; expected train, validation (or val) or test",
                                   quoted(cell)));
}

bool CsvRows::is_complete(const std::vector<CsvCell>& record) {
  bool complete = true;
  for (const Feature& feature : features_) complete &= !is_missing(record, feature.position);
  for (const std::size_t position : columns_.targets) complete &= !is_missing(record, position);
  for (const auto& mark : {columns_.group, columns_.part})
    if (mark) complete &= !is_missing(record, *mark);
  return complete;
}

bool CsvRows::is_missing(const std::vector<CsvCell>& record, std::size_t position) {
  const CsvCell& cell = record[position];
  if (!looks_missing(cell.text)) return false;
  if (!drop_missing_) {
    mistakes_->add(cell, fmt::format("no value in column '{}'; 'missing: drop' would leave such rows out",
                                     columns_.names[position]));
  }
  return true;
}

double CsvRows::feature_value(Feature& feature, const CsvCell& cell) {
  if (feature.forced) return category(feature, cell);
  const auto number = parse_number(cell.text);
  if (!number && is_too_large(cell.text)) {
    mistakes_->add(cell, fmt::format("'{}' is a number too large", quoted(cell)));
    return 0;
  }
  if (feature.kind == Kind::unknown) feature.kind = number ? Kind::numeric : Kind::categorical;
  const bool numeric = feature.kind == Kind::numeric;
  if (number.has_value() != numeric) {
    mistakes_->add(cell, fmt::format("'{}' is {} number, unlike what stands above it; if column '{}' holds "
                                     "categories, name it in 'categorical'",
                                     quoted(cell), number ? "a" : "no", name(feature)));
    return 0;
  }
  if (!numeric) return category(feature, cell);
  if (!std::isfinite(*number)) mistakes_->add(cell, fmt::format("'{}' is no finite number", quoted(cell)));
  return *number;
}

double CsvRows::category(Feature& feature, const CsvCell& cell) {
  auto& known = feature.categories;
  const auto found = known.find(cell.text);
  if (found != known.end()) return found->second;
  const int number = static_cast<int>(known.size());
  known.emplace(cell.text, number);
  if (!feature.forced && known.size() == most_categories + 1) {
    mistakes_->add(cell,
                   fmt::format("column '{}' holds more than {} different texts; leave it out of 'features', "
                               "or name it in 'categorical'",
                               name(feature), most_categories));
  }
  return number;
}

bool CsvRows::add_target(const std::vector<CsvCell>& record) {
  const bool may_be_text = wanted_ != TargetKind::values && columns_.targets.size() == 1;
  for (const std::size_t position : columns_.targets) {
    const CsvCell& cell = record[position];
    const auto number = parse_number(cell.text);
    if (number && !std::isfinite(*number)) {
      mistakes_->add(cell, fmt::format("'{}' is no finite number", quoted(cell)));
    }
    if (!number && is_too_large(cell.text)) {
      mistakes_->add(cell, fmt::format("'{}' is a number too large", quoted(cell)));
    } else if (!number && !may_be_text) {
      const char* reason = wanted_ == TargetKind::values ? "the loss wants numbers for a target"
                                                         : "only a single target column may hold classes";
      mistakes_->add(cell, fmt::format("'{}' is no number, but {}", quoted(cell), reason));
      // A text in the first row is no slip: the whole column is text, and one message says so.
      if (rows_ == 0) return false;
    }
    if (may_be_text) target_texts_.push_back(cell.text);
    target_is_text_ = target_is_text_ || !number;
    if (!target_is_text_) target_numbers_.push_back(*number);
  }
  return true;
}

RawTarget CsvRows::take_target() {
  RawTarget target;
  target.columns = static_cast<Index>(columns_.targets.size());
  for (const std::size_t position : columns_.targets) target.column_names.push_back(columns_.names[position]);
  if (target.columns == 1)
    target.name = fmt::format("the target '{}'", columns_.names[columns_.targets.front()]);
  if (target_is_text_) {
    target.texts = std::move(target_texts_);
  } else {
    target.numbers = std::move(target_numbers_);
  }
  return target;
}

void CsvRows::take_features(Dataset& data) {
  std::vector<std::vector<double>> places;  // per feature: a category's number → its place in sorted order
  bool any_categories = false;
  for (const Feature& feature : features_) {
    FeatureColumn& column = data.columns.emplace_back(FeatureColumn{name(feature)});
    auto& to = places.emplace_back(feature.categories.size());
    if (feature.kind != Kind::categorical) continue;
    any_categories = true;
    column.categories = sorted_categories(feature.categories);
    for (std::size_t i = 0; i < to.size(); ++i)
      to[static_cast<std::size_t>(feature.categories.at(column.categories[i]))] = static_cast<double>(i);
  }
  data.rows = static_cast<Index>(rows_);
  data.sample_shape = {static_cast<Index>(features_.size())};
  for (std::size_t i = 0; any_categories && i < values_.size(); ++i) {
    look_at_stop();
    const auto& to = places[i % places.size()];
    if (!to.empty()) values_[i] = to[static_cast<std::size_t>(values_[i])];
  }
  data.features = std::move(values_);
  data.source_rows = std::move(source_rows_);
  marks_.take(data);
}

}  // namespace runner
