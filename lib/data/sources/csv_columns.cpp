#include "data/sources/csv_columns.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <map>

#include "base/choice.h"
#include "base/text.h"

// Which columns are read is settled by the header alone, before any row, so that a misspelt name is told at
// once and with the names that there are. A column that nobody asked for may be as it likes.

namespace runner {

namespace {

constexpr std::size_t longest_name = 60;  // as messages show it

/// In the order of CsvParsing::Kind, whose first is none of them.
const std::vector<std::string>& ways_to_parse() {
  static const std::vector<std::string> known = {"number", "percent", "currency", "unit", "date"};
  return known;
}

/// Turns names into positions. Mistakes in the options are told at the options, those in the header in the
/// file.
class Chooser {
 public:
  Chooser(const CsvConfig& config, const CsvLayout& layout, const std::vector<CsvCell>& first,
          ErrorSink& sink, CsvMistakes& mistakes)
      : config_(config),
        layout_(layout),
        first_(first),
        sink_(sink),
        mistakes_(mistakes),
        names_(column_names(config, layout, first)) {}

  std::optional<CsvColumns> choose() {
    if (names_.size() != first_.size()) {
      sink_.error("header",
                  fmt::format("{} names, but the file has {} columns", names_.size(), first_.size()));
      return std::nullopt;
    }
    choose_excluded();
    choose_marks();
    choose_targets();
    check_target_of("split.group", group_);
    check_target_of("split.column", part_);
    choose_features();
    choose_categorical();
    choose_parsing();
    if (good_) check_doubled_names();
    if (!good_ || mistakes_.any()) return std::nullopt;
    CsvColumns columns;
    columns.width = names_.size();
    columns.has_header = layout_.has_header;
    for (const std::size_t i : features_) columns.features.push_back(column(i));
    for (const std::size_t i : targets_) columns.targets.push_back(column(i));
    if (group_) columns.group = column(*group_);
    if (part_) columns.part = column(*part_);
    return columns;
  }

 private:
  using Positions = std::vector<std::size_t>;

  void complain(const std::string& parameter, std::string message) {
    sink_.error(parameter, std::move(message));
    good_ = false;
  }

  std::optional<std::size_t> find(const std::string& parameter, const std::string& name) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
    complain(parameter, no_column(name));
    return std::nullopt;
  }

  std::string no_column(const std::string& name) const {
    const bool has_names = layout_.has_header || config_.header.index() == 2;
    if (!has_names)
      return fmt::format(
          "the file has no column '{}', since its first row holds values; columns are column0 "
          "to column{}, or write header: [...] with their names",
          name, names_.size() - 1);
    return fmt::format("the file has no column '{}'{}", name, suggestion(name, names_));
  }

  /// The positions of a list of names, each named once.
  Positions find_all(const std::string& parameter, const std::vector<std::string>& names) {
    Positions positions;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string item = fmt::format("{}.{}", parameter, i);
      const auto position = find(item, names[i]);
      if (!position) continue;
      if (contains(positions, *position)) complain(item, fmt::format("column '{}' is named twice", names[i]));
      positions.push_back(*position);
    }
    return positions;
  }

  static bool contains(const Positions& positions, std::size_t position) {
    return std::find(positions.begin(), positions.end(), position) != positions.end();
  }

  void choose_excluded() {
    for (std::size_t k = 0; k < config_.exclude.size(); ++k) {
      const std::string& pattern = config_.exclude[k];
      bool any = false;
      for (std::size_t i = 0; i < names_.size(); ++i) {
        if (names_[i] != pattern && ::fnmatch(pattern.c_str(), names_[i].c_str(), 0) != 0) continue;
        any = true;
        excluded_.push_back(i);
      }
      if (!any) complain(fmt::format("exclude.{}", k), no_column(pattern));
    }
  }

  /// The last column; but one that is excluded, or has neither name nor values, is not meant.
  std::size_t last_column() const {
    for (std::size_t i = names_.size(); i-- > 0;) {
      const bool is_named = layout_.has_header && !first_[i].text.empty();
      if (!contains(excluded_, i) && !is_mark(i) && (is_named || !layout_.empty[i])) return i;
    }
    return names_.size() - 1;
  }

  void choose_marks() {
    const SplitConfig& split = config_.split;
    if (split.group) group_ = find("split.group", *split.group);
    if (split.column) part_ = find("split.column", *split.column);
  }

  bool is_mark(std::size_t position) const { return group_ == position || part_ == position; }

  void check_target_of(const std::string& parameter, const std::optional<std::size_t>& mark) {
    if (mark && contains(targets_, *mark))
      complain(parameter, fmt::format("column '{}' is the target", names_[*mark]));
  }

  void choose_targets() {
    if (config_.target_is_input()) {
      if (std::ranges::find(names_, std::string(choice_name(InputTarget::input))) == names_.end()) return;
      complain("target",
               "'input' means that each row is its own target, but the file has a column of that name; "
               "write target: [input] for the column, or give it another name");
    } else if (!config_.target) {
      targets_ = {last_column()};
    } else if (const auto* one = std::get_if<std::string>(&*config_.target)) {
      if (const auto position = find("target", *one)) targets_ = {*position};
    } else {
      targets_ = find_all("target", std::get<1>(*config_.target));
    }
  }

  void choose_features() {
    if (!config_.features) {
      for (std::size_t i = 0; i < names_.size(); ++i) {
        if (!contains(targets_, i) && !contains(excluded_, i) && !is_mark(i)) features_.push_back(i);
      }
      if (!features_.empty()) return;
      if (config_.target_is_input()) {
        complain("exclude", "every column is excluded; none is left as a feature");
      } else if (excluded_.empty()) {
        complain("target", "every column is a target; none is left as a feature");
      } else {
        complain("exclude", "every column but the target is excluded; none is left as a feature");
      }
      return;
    }
    features_ = find_all("features", *config_.features);
    add_weights();
    for (std::size_t i = 0; i < config_.features->size(); ++i) {
      const std::string& name = (*config_.features)[i];
      for (const std::size_t target : targets_) {
        if (names_[target] != name) continue;
        complain(fmt::format("features.{}", i), fmt::format("column '{}' is the target", name));
      }
    }
    std::erase_if(features_, [&](std::size_t i) { return contains(excluded_, i); });
    if (good_ && features_.empty()) complain("exclude", "every feature is excluded");
  }

  /// The column of weights is read as a feature; it is taken out of them afterwards.
  void add_weights() {
    if (!config_.sample_weight) return;
    const auto position = find("sample_weight", *config_.sample_weight);
    if (position && contains(targets_, *position))
      complain("sample_weight", fmt::format("column '{}' is the target", *config_.sample_weight));
    if (position && !contains(features_, *position)) features_.push_back(*position);
  }

  void choose_categorical() {
    categorical_ = find_all("categorical", config_.categorical);
    for (std::size_t i = 0; good_ && i < categorical_.size(); ++i) {
      if (contains(features_, categorical_[i])) continue;
      complain(fmt::format("categorical.{}", i),
               fmt::format("column '{}' is not one of the features", config_.categorical[i]));
    }
  }

  void choose_parsing() {
    for (const auto& [name, how] : config_.parse) {
      const std::string parameter = fmt::format("parse.{}", name);
      const auto position = find(parameter, name);
      if (!position) continue;
      if (contains(categorical_, *position))
        complain(parameter, fmt::format("column '{}' is named in 'categorical', too", name));
      parsing_[*position] = parsing_of(parameter, how);
    }
  }

  CsvParsing parsing_of(const std::string& parameter, const std::string& how) {
    if (const auto parsing = parsing_named(how)) return *parsing;
    complain(parameter, fmt::format("there is no way '{}'{}; or a date's format such as \"%d.%m.%Y\"", how,
                                    suggestion(how, ways_to_parse())));
    return {};
  }

  bool is_read(std::size_t i) const { return contains(features_, i) || contains(targets_, i); }

  void check_doubled_names() {
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const auto [known, added] = seen.emplace(names_[i], i);
      if (added || (!is_read(i) && !is_read(known->second))) continue;
      mistakes_.add(first_[i], fmt::format("there are two columns '{}'", shortened(names_[i], longest_name)));
    }
  }

  CsvColumn column(std::size_t i) {
    CsvColumn column{i, names_[i], mistakes_.place_of(first_[i]), layout_.decimals[i]};
    if (const auto found = parsing_.find(i); found != parsing_.end()) column.parsing = found->second;
    column.categorical = contains(categorical_, i);
    column.empty = layout_.empty[i] && !contains(targets_, i);
    column.listed = config_.features.has_value();
    const bool is_index = layout_.has_header && first_[i].text.empty() && layout_.counts[i];
    if (is_index && !column.listed && !contains(targets_, i)) {
      mistakes_.warn(column.place,
                     fmt::format("this column has no name and numbers the rows, and is a feature "
                                 "nevertheless; 'exclude: [{}]' leaves it out",
                                 column.name));
    }
    return column;
  }

  const CsvConfig& config_;
  const CsvLayout& layout_;
  const std::vector<CsvCell>& first_;
  ErrorSink& sink_;
  CsvMistakes& mistakes_;
  std::vector<std::string> names_;
  Positions excluded_, targets_, features_, categorical_;
  std::optional<std::size_t> group_, part_;
  std::map<std::size_t, CsvParsing> parsing_;
  bool good_ = true;
};

}  // namespace

std::vector<std::string> column_names(const CsvConfig& config, const CsvLayout& layout,
                                      const std::vector<CsvCell>& first) {
  if (const auto* given = std::get_if<2>(&config.header)) return *given;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool named = layout.has_header && !first[i].text.empty();
    names.push_back(named ? std::string(first[i].text) : fmt::format("column{}", i));
  }
  return names;
}

std::optional<CsvParsing> parsing_named(const std::string& how) {
  const auto& known = ways_to_parse();
  for (std::size_t i = 0; i < known.size(); ++i)
    if (how == known[i]) return CsvParsing{static_cast<CsvParsing::Kind>(i + 1), ""};
  if (how.find('%') != std::string::npos) return CsvParsing{CsvParsing::Kind::date, how};
  return std::nullopt;
}

std::optional<CsvColumns> choose_columns(const CsvConfig& config, const CsvLayout& layout,
                                         const std::vector<CsvCell>& first, ErrorSink& sink,
                                         CsvMistakes& mistakes) {
  return Chooser(config, layout, first, sink, mistakes).choose();
}

std::optional<CsvColumns> same_columns(const CsvConfig& config, const CsvColumns& columns,
                                       const CsvLayout& layout, const std::vector<CsvCell>& first,
                                       const std::string& parameter, ErrorSink& sink, CsvMistakes& mistakes) {
  const std::vector<std::string> names = column_names(config, layout, first);
  CsvColumns same = columns;
  same.width = first.size();
  same.has_header = layout.has_header;
  bool good = true;
  const auto move = [&](CsvColumn& column) {
    const auto found = std::ranges::find(names, column.name);
    const auto position = static_cast<std::size_t>(found - names.begin());
    if (found == names.end() || position >= first.size()) {
      good = false;
      sink.error(parameter, fmt::format("the file has no column '{}', which is read of 'path'{}", column.name,
                                        suggestion(column.name, names)));
      return;
    }
    column.position = position;
    column.place = mistakes.place_of(first[position]);
    column.decimal = layout.decimals[position];
    column.empty = layout.empty[position];
  };
  for (CsvColumn& column : same.features) move(column);
  for (CsvColumn& column : same.targets) move(column);
  if (same.group) move(*same.group);
  if (!good) return std::nullopt;
  return same;
}

}  // namespace runner
