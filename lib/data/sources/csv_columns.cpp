#include "data/sources/csv_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

// Which columns are read is settled by the header alone, before any row, so that a misspelt name is told at
// once and with the names that there are.

namespace runner {

namespace {

constexpr std::size_t longest_name = 60;  // as messages show it

/// Numbers in the header are the first row of a file without one; but 0, 1, 2, … may well be names.
bool holds_values(const std::vector<CsvCell>& header) {
  bool counting = true;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (!parse_number(header[i].text)) return false;
    counting = counting && header[i].text == std::to_string(i);
  }
  return !counting;
}

void check_header(const std::vector<CsvCell>& header, CsvMistakes& mistakes) {
  if (holds_values(header)) {
    mistakes.add(header.front(), "the first row has to name the columns; these are numbers");
    return;
  }
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i].text.empty()) {
      mistakes.add(header[i], fmt::format("column {} has no name", i + 1));
    } else if (!seen.insert(header[i].text).second) {
      mistakes.add(header[i],
                   fmt::format("there are two columns '{}'", shortened(header[i].text, longest_name)));
    }
  }
}

/// Turns names into positions. Mistakes in the options are told at the options, those in the header in the
/// file.
class Chooser {
 public:
  Chooser(const CsvConfig& config, const std::vector<CsvCell>& header, ErrorSink& sink)
      : config_(config), sink_(sink) {
    for (const CsvCell& cell : header) columns_.names.emplace_back(cell.text);
  }

  std::optional<CsvColumns> choose() {
    choose_marks();
    choose_targets();
    check_target_of("split.group", columns_.group);
    check_target_of("split.column", columns_.part);
    choose_features();
    choose_categorical();
    if (!good_) return std::nullopt;
    return std::move(columns_);
  }

 private:
  void complain(const std::string& parameter, std::string message) {
    sink_.error(parameter, std::move(message));
    good_ = false;
  }

  std::optional<std::size_t> find(const std::string& parameter, const std::string& name) {
    const auto found = std::find(columns_.names.begin(), columns_.names.end(), name);
    if (found != columns_.names.end()) return static_cast<std::size_t>(found - columns_.names.begin());
    complain(parameter, fmt::format("the file has no column '{}'{}", name, suggestion(name, columns_.names)));
    return std::nullopt;
  }

  /// The positions of a list of names, each named once.
  std::vector<std::size_t> find_all(const std::string& parameter, const std::vector<std::string>& names) {
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string item = fmt::format("{}.{}", parameter, i);
      const auto position = find(item, names[i]);
      if (!position) continue;
      if (contains(positions, *position)) complain(item, fmt::format("column '{}' is named twice", names[i]));
      positions.push_back(*position);
    }
    return positions;
  }

  static bool contains(const std::vector<std::size_t>& positions, std::size_t position) {
    return std::find(positions.begin(), positions.end(), position) != positions.end();
  }

  void choose_marks() {
    const SplitConfig& split = config_.split;
    if (split.group) columns_.group = find("split.group", *split.group);
    if (split.column) columns_.part = find("split.column", *split.column);
  }

  bool is_mark(std::size_t position) const { return columns_.group == position || columns_.part == position; }

  void check_target_of(const std::string& parameter, const std::optional<std::size_t>& mark) {
    if (mark && contains(columns_.targets, *mark))
      complain(parameter, fmt::format("column '{}' is the target", columns_.names[*mark]));
  }

  /// The last column by default, unless it says how rows are divided.
  void choose_targets() {
    if (!config_.target) {
      std::size_t last = columns_.names.size() - 1;
      while (last > 0 && is_mark(last)) --last;
      columns_.targets = {last};
    } else if (const auto* one = std::get_if<std::string>(&*config_.target)) {
      if (const auto position = find("target", *one)) columns_.targets = {*position};
    } else {
      columns_.targets = find_all("target", std::get<1>(*config_.target));
    }
  }

  void choose_features() {
    if (!config_.features) {
      for (std::size_t i = 0; i < columns_.names.size(); ++i) {
        if (!contains(columns_.targets, i) && !is_mark(i)) columns_.features.push_back(i);
      }
      if (columns_.features.empty())
        complain("target", "every column is a target; none is left as a feature");
      return;
    }
    columns_.features = find_all("features", *config_.features);
    for (std::size_t i = 0; i < config_.features->size(); ++i) {
      const std::string& name = (*config_.features)[i];
      for (const std::size_t target : columns_.targets) {
        if (columns_.names[target] != name) continue;
        complain(fmt::format("features.{}", i), fmt::format("column '{}' is the target", name));
      }
    }
  }

  void choose_categorical() {
    const auto positions = find_all("categorical", config_.categorical);
    for (std::size_t i = 0; good_ && i < positions.size(); ++i) {
      if (contains(columns_.features, positions[i])) continue;
      complain(fmt::format("categorical.{}", i),
               fmt::format("column '{}' is not one of the features", config_.categorical[i]));
    }
    for (const std::size_t feature : columns_.features) {
      columns_.categorical.push_back(contains(positions, feature));
    }
  }

  const CsvConfig& config_;
  ErrorSink& sink_;
  CsvColumns columns_;
  bool good_ = true;
};

}  // namespace

std::optional<CsvColumns> choose_columns(const CsvConfig& config, const std::vector<CsvCell>& header,
                                         ErrorSink& sink, CsvMistakes& mistakes) {
  if (header.size() < 2) {
    sink.error("delimiter", fmt::format("with '{}' between cells the file has one column only, and it needs "
                                        "a feature and a target",
                                        config.delimiter));
    return std::nullopt;
  }
  check_header(header, mistakes);
  if (mistakes.any()) return std::nullopt;
  return Chooser(config, header, sink).choose();
}

std::optional<CsvColumns> same_columns(const CsvColumns& columns, const std::vector<CsvCell>& header,
                                       const std::string& parameter, ErrorSink& sink, CsvMistakes& mistakes) {
  check_header(header, mistakes);
  if (mistakes.any()) return std::nullopt;
  CsvColumns same;
  for (const CsvCell& cell : header) same.names.emplace_back(cell.text);
  bool good = true;
  const auto there = [&](std::size_t position) -> std::size_t {
    const std::string& name = columns.names[position];
    const auto found = std::ranges::find(same.names, name);
    if (found != same.names.end()) return static_cast<std::size_t>(found - same.names.begin());
    good = false;
    sink.error(parameter, fmt::format("the file has no column '{}', which is read of 'path'{}", name,
                                      suggestion(name, same.names)));
    return 0;
  };
  for (const std::size_t feature : columns.features) same.features.push_back(there(feature));
  for (const std::size_t target : columns.targets) same.targets.push_back(there(target));
  if (columns.group) same.group = there(*columns.group);
  if (!good) return std::nullopt;
  same.categorical = columns.categorical;
  return same;
}

}  // namespace runner
