#include "use/input_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/files.h"
#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "use/picture_input.h"
#include "use/refused.h"

namespace runner {

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

std::string quoted(std::string_view cell) {
  constexpr std::size_t longest = 60;
  return shortened(cell, longest);
}

/// "Berlin, Paris, Rom, …"
std::string few(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  const std::size_t count = std::min(shown, names.size());
  return join(std::span(names).first(count), ", ") + (names.size() > shown ? ", …" : "");
}

std::string did_you_mean(std::string_view cell, const std::vector<std::string>& names) {
  const auto near = nearest(cell, names);
  return near ? fmt::format("; did you mean '{}'?", *near) : "";
}

/// A category or class by its text; a number also where it is written in another way.
class NameIndex {
 public:
  explicit NameIndex(const std::vector<std::string>& names) : names_(names) {
    for (std::size_t i = 0; i < names.size(); ++i) index_.emplace(names[i], i);
  }
  std::optional<std::size_t> find(std::string_view text) const {
    auto found = index_.find(text);
    if (found == index_.end()) {
      if (const auto number = parse_number(text)) found = index_.find(number_text(*number));
    }
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  const std::vector<std::string>& names_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

/// A column of the model, and where it stands in the file.
struct Wanted {
  std::size_t position;
  const std::string& name;
  const NameIndex* categories;  // null: of numbers
  bool may_be_missing;
};

class Reader {
 public:
  Reader(const TrainedModel& model, const TableCells& cells, CsvMistakes& mistakes)
      : model_(model), cells_(cells), mistakes_(mistakes) {}

  bool read_samples(Dataset& samples) {
    const FittedData& data = model_.data;
    std::vector<std::string> names;
    for (const FeatureColumn& column : data.columns) names.push_back(column.name);
    const auto positions = find_all(names);
    if (!positions) return false;
    samples.sample_shape = data.sample_shape;
    samples.columns = data.columns;
    samples.rows = static_cast<Index>(cells_.rows());
    const auto columns = static_cast<std::int64_t>(names.size());
    require_memory(product_of_sizes({samples.rows, columns, static_cast<std::int64_t>(sizeof(double))}));
    samples.features.resize(cells_.rows() * names.size());
    for (std::size_t j = 0; j < names.size(); ++j) {
      const NameIndex categories(data.columns[j].categories);
      const Wanted wanted{(*positions)[j], names[j],
                          data.columns[j].categories.empty() ? nullptr : &categories, may_be_missing(j)};
      for (std::size_t row = 0; row < cells_.rows(); ++row) {
        look_at_stop();
        samples.features[row * names.size() + j] = value(row, wanted);
      }
    }
    return !mistakes_.any();
  }

  /// False where the file has no target, too.
  bool read_target(Dataset& samples) {
    const FittedData& data = model_.data;
    if (data.target_is_input) return true;
    const auto is_there = [&](const std::string& name) {
      return std::ranges::find(cells_.header(), name) != cells_.header().end();
    };
    if (!std::ranges::all_of(data.target_names, is_there)) return false;
    const auto positions = find_all(data.target_names);
    if (!positions || is_empty(*positions)) return false;
    samples.target_names = data.target_names;
    samples.class_names = data.class_names;
    const TargetKind kind = model_.config.loss->target_kind();
    const NameIndex classes(data.class_names);
    const bool is_class = !data.class_names.empty();
    if (!is_class || kind != TargetKind::classes)
      samples.target_columns = static_cast<Index>(data.target_names.size());
    for (std::size_t row = 0; row < cells_.rows(); ++row) {
      look_at_stop();
      for (std::size_t j = 0; j < positions->size(); ++j) {
        const double found =
            target(row, (*positions)[j], data.target_names[j], is_class ? &classes : nullptr);
        if (samples.target_columns == 0) {
          samples.classes.push_back(static_cast<std::int32_t>(found));
        } else {
          samples.targets.push_back(is_class && kind == TargetKind::signs ? 2 * found - 1 : found);
        }
      }
    }
    return !mistakes_.any();
  }

  /// The name of the column that the training had and the file lacks.
  std::optional<std::string> read_weights(Dataset& samples) {
    auto name = model_.config.data->weights_column();
    if (!name) return std::nullopt;
    const auto found = std::ranges::find(cells_.header(), *name);
    if (found == cells_.header().end()) return name;
    const auto column = static_cast<std::size_t>(found - cells_.header().begin());
    for (std::size_t row = 0; row < cells_.rows(); ++row) {
      look_at_stop();
      samples.weights.push_back(number(row, column, *name));
      if (samples.weights.back() < 0)
        complain(row, column,
                 fmt::format("weights are numbers at least 0, but '{}' in column '{}' is not",
                             quoted(cells_.cell(row, column)), *name));
    }
    return std::nullopt;
  }

 private:
  std::optional<std::vector<std::size_t>> find_all(const std::vector<std::string>& names) {
    std::map<std::string_view, std::size_t> places;
    std::set<std::string_view> doubled;
    for (std::size_t i = 0; i < cells_.header().size(); ++i) {
      if (!places.emplace(cells_.header()[i], i).second) doubled.insert(cells_.header()[i]);
    }
    std::vector<std::size_t> positions;
    std::vector<std::string> absent;
    for (const std::string& name : names) {
      const auto found = places.find(name);
      if (found == places.end()) {
        absent.push_back(name);
        continue;
      }
      positions.push_back(found->second);
      if (doubled.contains(name))
        mistakes_.add(cells_.begin(), fmt::format("there are two columns '{}'", name));
    }
    if (!absent.empty()) {
      mistakes_.add(
          cells_.begin(),
          fmt::format("the file has no column {}, which the run was trained with{}", few(quote_all(absent)),
                      absent.size() == 1 ? suggestion(absent.front(), cells_.header()) : ""));
    }
    return mistakes_.any() ? std::nullopt : std::optional(positions);
  }

  static std::vector<std::string> quote_all(std::vector<std::string> names) {
    for (std::string& name : names) name = fmt::format("'{}'", name);
    return names;
  }

  void complain(std::size_t row, std::size_t column, const std::string& what) {
    mistakes_.add(cells_.place_of(row, column, mistakes_), fmt::format("row {}: {}", row + 1, what));
  }

  /// Whether something fills in a missing cell of a column.
  bool may_be_missing(std::size_t column) const {
    const auto* csv = dynamic_cast<const CsvConfig*>(model_.config.data.config.get());
    return csv &&
           fills(missing_rule(missing_config(csv->missing), model_.data.columns[column].name).strategy);
  }

  double value(std::size_t row, const Wanted& wanted) {
    const auto& [column, name, categories, may_be_missing] = wanted;
    const std::string_view cell = cells_.cell(row, column);
    if (cells_.is_missing(row, column)) {
      if (!may_be_missing) {
        complain(row, column,
                 fmt::format("no value in column '{}'; the run was trained without missing ones", name));
      }
      return no_value;
    }
    if (!categories) return number(row, column, name);
    if (const auto found = categories->find(cell)) return static_cast<double>(*found);
    complain(row, column,
             fmt::format("'{}' in column '{}' is no category that the training had ({}){}", quoted(cell),
                         name, few(categories->names()), did_you_mean(cell, categories->names())));
    return no_value;
  }

  double target(std::size_t row, std::size_t column, const std::string& name, const NameIndex* classes) {
    const std::string_view cell = cells_.cell(row, column);
    if (cells_.is_missing(row, column)) {
      complain(row, column, fmt::format("no value in column '{}', which is the target", name));
      return 0;
    }
    if (!classes) return number(row, column, name);
    if (const auto found = classes->find(cell)) return static_cast<double>(*found);
    complain(row, column,
             fmt::format("'{}' in column '{}' is no class that the training had ({}){}", quoted(cell), name,
                         few(classes->names()), did_you_mean(cell, classes->names())));
    return 0;
  }

  double number(std::size_t row, std::size_t column, const std::string& name) {
    const std::string_view cell = cells_.cell(row, column);
    const auto found = cells_.number(row, column);
    if (found && std::isfinite(*found)) return *found;
    complain(row, column,
             fmt::format("'{}' in column '{}' is no {}number", quoted(cell), name,
                         found || is_too_large(cell) ? "finite " : ""));
    return no_value;
  }

  bool is_empty(const std::vector<std::size_t>& positions) const {
    for (std::size_t row = 0; row < cells_.rows(); ++row) {
      for (const std::size_t column : positions) {
        if (!cells_.is_missing(row, column)) return false;
      }
    }
    return true;
  }

  const TrainedModel& model_;
  const TableCells& cells_;
  CsvMistakes& mistakes_;
};

}  // namespace

std::optional<InputTable> read_input(const std::filesystem::path& file, const TrainedModel& model,
                                     bool wants_target, Diagnostics& diagnostics) {
  if (auto pictures = read_pictures(file, model, wants_target)) return pictures;
  CsvMistakes mistakes(file.string(), diagnostics);
  InputTable table{
      std::make_unique<const TableCells>(file, *model.config.data.config, model.data.columns, mistakes), {}};
  if (mistakes.any()) return std::nullopt;
  if (table.cells->rows() == 0) {
    mistakes.add(table.cells->begin(), "the file has no rows below its header");
    return std::nullopt;
  }
  Reader reader(model, *table.cells, mistakes);
  if (!reader.read_samples(table.samples)) return std::nullopt;
  if (wants_target) table.has_target = reader.read_target(table.samples);
  if (table.has_target) table.without_weights = reader.read_weights(table.samples);
  if (mistakes.any()) return std::nullopt;
  return table;
}

}  // namespace runner
