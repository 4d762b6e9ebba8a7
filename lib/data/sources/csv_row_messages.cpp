// What CsvRows has to say of its columns and cells; what it makes of them is in csv_rows.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "data/sources/csv_cell.h"
#include "data/sources/csv_rows.h"

namespace runner {
namespace {

/// So many cells of a column that are not of its kind are told one by one.
constexpr std::size_t most_misfits = 3;

}  // namespace

/// Of an incomplete row the cells that are mistakes.
void CsvRows::tell_missing(const std::vector<CsvCell>& record) {
  for (Feature& feature : features_) {
    const CsvCell& cell = record[feature.column.position];
    if (feature.strategy != MissingStrategy::error || feature.column.empty || !is_missing_(cell.text))
      continue;
    if (!feature.first_missing) feature.first_missing = mistakes_->place_of(cell);
  }
  for (const auto& mark : {columns_.group, columns_.part}) {
    if (!mark || !is_missing_(record[mark->position].text) || missing_.strategy == MissingStrategy::drop)
      continue;
    mistakes_->add(
        record[mark->position],
        fmt::format("no value in column '{}'; 'missing: drop' would leave such rows out", mark->name));
  }
  for (std::size_t i = 0; i < columns_.targets.size(); ++i) {
    const std::string& name = columns_.targets[i].name;
    const CsvCell& cell = record[columns_.targets[i].position];
    if (!is_missing_(cell.text) || target_strategies_[i] == MissingStrategy::drop) continue;
    mistakes_->add(
        cell, fills(target_strategies_[i])
                  ? fmt::format("no value in column '{}'; a target is never filled in, but 'missing: "
                                "{{columns: {{{}: drop}}}}' would leave such rows out",
                                name, name)
                  : fmt::format("no value in column '{}'; 'missing: drop' would leave such rows out", name));
  }
}

/// A number among texts or a text among numbers. What is wrong with the whole column is told once.
void CsvRows::tell_misfit(Feature& feature, const CsvCell& cell, bool number) {
  if (feature.told || (number && tell_look_of_texts(feature)) || ++feature.misfits > most_misfits) return;
  const std::string text = shown_cell(cell.text), &name = feature.column.name;
  if (feature.column.parsing.kind != CsvParsing::Kind::automatic) {
    const std::string unit = feature.unit.empty() ? "" : fmt::format(" in '{}'", feature.unit);
    mistakes_->add(cell, fmt::format("'{}' can't be read as 'parse' says for column '{}'{}{}", text, name,
                                     unit, parse_hint(feature.column, config_.thousands, cell.text)));
    feature.told = rows_ == 0;
  } else if (const std::string other = number ? "" : cell_hint(cell.text, feature.column); !other.empty()) {
    mistakes_->add(cell,
                   fmt::format("'{}' is no number as those above it in column '{}'{}", text, name, other));
  } else {
    const std::string marker =
        number ? "" : fmt::format("if it stands for no value, write missing: {{markers: [\"{}\"]}}; ", text);
    mistakes_->add(cell, fmt::format("'{}' is {} number, unlike what stands above it; {}if column '{}' holds "
                                     "categories, name it in 'categorical'",
                                     text, number ? "a" : "no", marker, name));
  }
}

/// Texts that look like numbers are no categories, unless it is said that they are.
bool CsvRows::tell_look_of_texts(Feature& feature) {
  std::vector<std::string_view> texts;
  for (const auto& [text, number] : feature.categories) texts.push_back(text);
  const auto [look, example] = look_of_texts(texts);
  if (look == TextLook::text) return false;
  const std::string& name = feature.column.name;
  const CellCure cure = cure_of(look, example, texts, feature.column);
  mistakes_->add(
      feature.column.place,
      fmt::format("column '{}' holds texts that look like numbers: '{}' is {}; write {}, or {}: [{}]", name,
                  shown_cell(example), cure.what, cure.write,
                  look == TextLook::date ? "exclude" : "categorical", name));
  feature.told = true;
  return true;
}

bool CsvRows::is_identifier(const Feature& feature) const {
  return are_identifiers(feature.categories.size(), std::max(rows_, feature.categories.size()));
}

void CsvRows::tell_identifier(const Feature& feature) {
  const std::string& name = feature.column.name;
  const std::size_t rows = std::max(rows_, feature.categories.size());
  mistakes_->add(feature.column.place,
                 fmt::format("column '{}' has {} different texts in {} rows, as names and identifiers have; "
                             "'exclude: [{}]' leaves it out, 'categorical: [{}]' makes a feature of each",
                             name, feature.categories.size(), rows, name, name));
}

/// What is told once for each column: that it has missing cells, and how many are not of its kind.
void CsvRows::tell_counts() {
  for (const Feature& feature : features_) {
    if (!feature.first_missing) continue;
    const std::string& name = feature.column.name;
    const bool is_texts = feature.kind == Kind::categorical;
    mistakes_->add(
        *feature.first_missing,
        fmt::format("no value in column '{}' in {} of {} rows; write missing: {{columns: {{{}: "
                    "{}}}}}, {}or drop to leave such rows out",
                    name, feature.missing, read_, name, is_texts ? "category" : "median",
                    is_texts ? "which makes it a category of its own, most_frequent to fill it in, "
                             : "which fills it in, "));
  }
  for (const Feature& feature : features_) {
    if (feature.misfits <= most_misfits) continue;
    const std::string& name = feature.column.name;
    const std::size_t more = feature.misfits - most_misfits;
    mistakes_->add(
        feature.column.place,
        feature.column.parsing.kind == CsvParsing::Kind::automatic
            ? fmt::format("column '{}' holds numbers and texts, {} such {} more; 'exclude: [{}]' leaves it "
                          "out, 'categorical: [{}]' makes a feature of each",
                          name, more, more == 1 ? "cell" : "cells", name, name)
            : fmt::format("column '{}': {} {} more can't be read as 'parse' says", name, more,
                          more == 1 ? "cell" : "cells"));
  }
}

bool CsvRows::lacks_values() const {
  return std::ranges::any_of(features_, [](const Feature& f) { return f.first_missing.has_value(); });
}

void CsvRows::check_columns() {
  if (mistakes_->any()) return;
  for (Feature& feature : features_) {
    const CsvColumn& column = feature.column;
    if (column.empty && column.listed) {
      mistakes_->add(column.place, fmt::format("column '{}' has no value in any row", column.name));
    } else if (!column.categorical && feature.kind == Kind::categorical && !tell_look_of_texts(feature) &&
               is_identifier(feature)) {
      tell_identifier(feature);
    }
  }
  const bool none_left = std::ranges::all_of(features_, [](const Feature& f) { return f.column.empty; });
  if (none_left && !mistakes_->any())
    mistakes_->add(features_.front().column.place,
                   "no column that could be a feature has a value in any row");
}

std::string CsvRows::missing_text() const {
  std::vector<std::string> parts;
  const auto tell = [&](const std::string& name, std::size_t count) {
    if (count == 0) return;
    parts.push_back(fmt::format("'{}' in {}", name, count));
    if (parts.size() == 1) parts.back() += fmt::format(" of {} rows", read_);
  };
  for (const Feature& feature : features_) tell(feature.column.name, feature.missing);
  for (std::size_t i = 0; i < columns_.targets.size(); ++i)
    tell(columns_.targets[i].name, targets_missing_[i]);
  constexpr std::size_t most_columns = 12;
  if (parts.size() > most_columns) {
    const std::size_t more = parts.size() - most_columns;
    parts.resize(most_columns);
    parts.push_back(fmt::format("and {} more columns", more));
  }
  return join(parts, ", ");
}

std::vector<std::string> CsvRows::notes() const {
  std::vector<std::string> notes;
  if (rows_ != read_)
    notes.push_back(
        fmt::format("{} of {} rows left out for want of a value: {}", read_ - rows_, read_, missing_text()));
  std::vector<std::string> filled;
  for (const Feature& feature : features_)
    if (feature.to_fill > 0 && !feature.column.empty)
      filled.push_back(fmt::format("'{}' in {}", feature.column.name, feature.to_fill));
  if (!filled.empty()) notes.push_back(fmt::format("missing values filled in: {} rows", join(filled, ", ")));
  if (blank_ > 0) notes.push_back(fmt::format("{} empty row{} left out", blank_, blank_ == 1 ? "" : "s"));
  std::vector<std::string> empty;
  for (const Feature& feature : features_)
    if (feature.column.empty) empty.push_back("'" + feature.column.name + "'");
  constexpr std::size_t most_named = 8;
  const std::size_t count = empty.size();
  if (count > most_named) {
    empty.resize(most_named);
    empty.emplace_back("…");
  }
  if (count > 0)
    notes.push_back(fmt::format("{} column{} without a value left out: {}", count, count == 1 ? "" : "s",
                                join(empty, ", ")));
  return notes;
}

}  // namespace runner
