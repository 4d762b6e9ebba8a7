#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "config/yaml.h"
#include "data/sources/csv_profile.h"
#include "data/sources/dates.h"
#include "experiment_file.h"
#include "output.h"
#include "spec/annotated_yaml.h"
#include "spec/component_error_sink.h"

// A short experiment is put together from what the table's columns hold. Then it is treated as a user's file
// is: every default filled in and checked against the data, so that what is written runs as it stands.

namespace runner {

namespace {

using Kind = ColumnProfile::Kind;

/// What becomes of the columns, and why: for the file's head.
struct Choices {
  std::vector<std::string> exclude, categorical, remarks;
  std::vector<std::pair<std::string, std::string>> parse;
  std::vector<std::pair<std::string, std::string>> missing;  // strategies beside the median
  bool has_missing = false, is_class = false;
  std::size_t classes = 0;
};

std::vector<std::string> formats_of(const ColumnProfile& column) {
  std::vector<std::string_view> texts;
  for (const auto& [text, rows] : column.values) texts.push_back(text);
  return date_formats(texts);
}

/// What `parse` says of a column of texts that look like numbers; empty where it can't read them.
std::string parse_of(const ColumnProfile& column) {
  switch (column.look) {
    case TextLook::percent:
      return "percent";
    case TextLook::currency:
      return "currency";
    case TextLook::unit:
      return "unit";
    case TextLook::date:
      return formats_of(column).empty() ? "" : formats_of(column).front();
    default:
      return "";
  }
}

/// 0, 1, 2, … or 1, 2, 3, …: it numbers the rows.
bool is_index(const ColumnProfile& column, std::uint64_t rows) {
  constexpr std::uint64_t least_rows = 20;
  return column.kind == Kind::whole && rows >= least_rows && column.missing == 0 &&
         (column.lowest == 0 || column.lowest == 1) &&
         column.highest - column.lowest + 1 == static_cast<double>(rows) &&
         (column.has_more_values || column.values.size() == rows);
}

/// Measures have that as well, so it is told and stays a feature.
bool may_be_identifier(const ColumnProfile& column, std::uint64_t rows) {
  constexpr std::uint64_t least_rows = 20;
  return column.kind == Kind::whole && rows >= least_rows && !column.has_more_values &&
         column.values.size() == rows;
}

/// Why a column is no feature; empty where it is one.
std::string reason_to_exclude(const ColumnProfile& column, std::uint64_t rows) {
  constexpr std::size_t most_categories = 100;
  if (column.kind == Kind::empty) return "no value in any row";
  if (2 * column.missing > rows) return fmt::format("no value in {} of {} rows", column.missing, rows);
  if (is_index(column, rows)) return "it numbers the rows";
  if (column.kind == Kind::identifier)
    return fmt::format("{}{} different texts", column.has_more_values ? "over " : "", column.values.size());
  const bool is_text = column.kind == Kind::category || column.kind == Kind::mixed;
  if (is_text && column.values.size() > most_categories)
    return fmt::format("{} different texts", column.values.size());
  if (column.kind == Kind::looks && parse_of(column).empty())
    return fmt::format("texts such as '{}', which {} may read", shortened(column.examples.front(), 20),
                       column.look == TextLook::date ? "'parse' with a date's format"
                                                     : "the options 'decimal' and 'thousands'");
  return "";
}

bool is_class(const ColumnProfile& target) {
  constexpr std::size_t most_classes = 20, least_rows_each = 5;
  if (target.kind == Kind::category || target.kind == Kind::mixed || target.kind == Kind::identifier)
    return true;
  return target.kind == Kind::whole && !target.has_more_values && target.values.size() <= most_classes &&
         least_rows_each * target.values.size() <= target.present;
}

/// `separator`: of thousands.
Choices choose(const TableProfile& table, const ColumnProfile& target, const std::string& separator) {
  Choices choices;
  for (const ColumnProfile& column : table.columns) {
    if (&column == &target) continue;
    if (const std::string why = reason_to_exclude(column, table.rows); !why.empty()) {
      choices.exclude.push_back(column.name);
      choices.remarks.push_back(fmt::format("'{}' is left out: {}", column.name, why));
      continue;
    }
    if (may_be_identifier(column, table.rows))
      choices.remarks.push_back(fmt::format(
          "'{}' has another whole number in every row; if that is an identifier, exclude it", column.name));
    if (column.kind == Kind::mixed) choices.categorical.push_back(column.name);
    if (column.kind == Kind::looks) choices.parse.emplace_back(column.name, parse_of(column));
    if (column.kind == Kind::looks && column.look == TextLook::date)
      choices.remarks.push_back(
          fmt::format("'{}' becomes days since 1970-01-01{}", column.name,
                      formats_of(column).size() > 1 ? "; day and month may be the other way round" : ""));
    if (column.missing > 0)
      choices.remarks.push_back(
          fmt::format("'{}' has no value in {}", column.name, counted(column.missing, "row")));
    if (column.missing == 0) continue;
    choices.has_missing = true;
    if (column.kind == Kind::category || column.kind == Kind::mixed)
      choices.missing.emplace_back(column.name, "most_frequent");
  }
  if (!separator.empty())
    choices.remarks.push_back(
        fmt::format("'{}' stands between groups of three digits: 1{}234 is 1234", separator, separator));
  choices.is_class = is_class(target);
  choices.classes = target.values.size();
  if (target.missing > 0)
    choices.remarks.push_back(
        fmt::format("the target has no value in {}, left out", counted(target.missing, "row")));
  if (target.missing > 0) choices.missing.emplace_back(target.name, "drop");
  choices.has_missing = choices.has_missing || target.missing > 0;
  if (target.kind == Kind::looks && !parse_of(target).empty())
    choices.parse.emplace_back(target.name, parse_of(target));
  return choices;
}

Node text_node(const std::string& text) {
  return Codec<std::string>::encode(text);
}

Node texts_node(const std::vector<std::string>& texts) {
  std::vector<Node> items;
  for (const std::string& text : texts) items.push_back(text_node(text));
  return Node::sequence(std::move(items));
}

/// The short form of the experiment.
Node experiment(const CsvConfig& config, const ColumnProfile& target, const Choices& choices) {
  const auto word = [](const char* text) { return Node::scalar(text); };
  Node data = Node::map({{"type", {}, word("csv")},
                         {"path", {}, text_node(config.path.string())},
                         {"target", {}, text_node(target.name)}});
  if (!config.thousands.empty()) data = data.with("thousands", text_node(config.thousands));
  if (!choices.exclude.empty()) data = data.with("exclude", texts_node(choices.exclude));
  if (!choices.categorical.empty()) data = data.with("categorical", texts_node(choices.categorical));
  const auto words = [&](const auto& pairs) {
    std::vector<Node::Entry> entries;
    for (const auto& [name, how] : pairs) entries.push_back({name, {}, text_node(how)});
    return Node::map(std::move(entries));
  };
  if (!choices.parse.empty()) data = data.with("parse", words(choices.parse));
  if (choices.has_missing) {
    Node missing = Node::map({{"strategy", {}, word("median")}});
    if (!choices.missing.empty()) missing = missing.with("columns", words(choices.missing));
    data = data.with("missing", missing);
  }
  if (!choices.is_class) data = data.with("target_preprocess", Node::sequence({word("StandardScaler")}));
  data = data.with("split", Node::map({{"validation", {}, word("0.2")}}))
             .with("preprocess", Node::sequence({word("StandardScaler")}));
  const auto linear = [&](const std::string& outputs) {
    return Node::map({{"type", {}, word("Linear")}, {"out_features", {}, word(outputs.c_str())}});
  };
  const std::string outputs = choices.is_class ? std::to_string(choices.classes) : "1";
  return Node::map({{"data", {}, data},
                    {"network", {}, Node::sequence({linear("32"), word("ReLU"), linear(outputs)})},
                    {"loss", {}, word(choices.is_class ? "CrossEntropyLoss" : "MSELoss")},
                    {"optimizer", {}, Node::map({{"type", {}, word("Adam")}, {"lr", {}, word("0.01")}})},
                    {"training", {}, Node::map({{"epochs", {}, word("50")}, {"batch_size", {}, word("32")}})},
                    {"metrics", {}, Node::sequence({word(choices.is_class ? "accuracy" : "r2")})}});
}

std::string head_of(const TableProfile& table, const std::string& file, const ColumnProfile& target,
                    const Choices& choices) {
  std::string text = fmt::format(
      "# {}: {} rows; '{}' is predicted as {}.\n", file, table.rows, visible_text(target.name),
      choices.is_class ? fmt::format("one of {} classes", choices.classes) : std::string("a number"));
  for (const std::string& remark : choices.remarks) text += "# " + visible_text(remark) + ".\n";
  text +=
      "# Every key has the value that the program would use without it, but for path, target, split, "
      "preprocess,\n"
      "# network, loss, optimizer, training and what is said above. Keys at their defaults may be deleted.\n";
  return text;
}

std::size_t numbers_in(const TableProfile& table) {
  return static_cast<std::size_t>(std::ranges::count_if(table.columns, [](const ColumnProfile& column) {
    return column.kind == Kind::whole || column.kind == Kind::number;
  }));
}

/// Takes the separator of thousands that makes numbers of texts and spoils no column, if there is one.
void read_thousands(CsvConfig& config, TableProfile& table, ErrorSink& sink, Diagnostics& diagnostics,
                    DataFiles& files) {
  const auto has_them = [](const ColumnProfile& column) {
    return column.kind == Kind::looks &&
           (column.look == TextLook::thousands || column.look == TextLook::comma_group);
  };
  if (std::ranges::none_of(table.columns, has_them)) return;
  for (const char* separator : {".", ",", "'", " "}) {
    CsvConfig tried = config;
    tried.thousands = separator;
    auto found = profile_table(tried, sink, diagnostics, files);
    if (!found || numbers_in(*found) <= numbers_in(table) || std::ranges::any_of(found->columns, has_them))
      continue;
    config = std::move(tried);
    table = std::move(*found);
    return;
  }
}

/// The file's text; nothing after an error.
std::optional<std::string> write_experiment(const std::string& file, const std::string& path,
                                            const std::string& name, const std::string& asked,
                                            Diagnostics& diagnostics) {
  CsvConfig config;
  config.path = file;
  const Place place{std::make_shared<Source>(Source{"command line", file, ""}), 1, 1,
                    static_cast<int>(file.size())};
  ComponentErrorSink sink(Node::scalar(file, place), "", diagnostics);
  DataFiles files;
  auto table = profile_table(config, sink, diagnostics, files);
  if (!table) return std::nullopt;
  read_thousands(config, *table, sink, diagnostics, files);
  const auto target = asked.empty() ? table->columns.end() - 1
                                    : std::ranges::find(table->columns, asked, &ColumnProfile::name);
  if (target == table->columns.end()) {
    std::vector<std::string> names;
    for (const ColumnProfile& column : table->columns) names.push_back(column.name);
    diagnostics.error(
        place, fmt::format("--target: the file has no column '{}'{}", asked, suggestion(asked, names)));
    return std::nullopt;
  }
  const Choices choices = choose(*table, *target, config.thousands);
  const std::string short_form = to_yaml(experiment(config, *target, choices));
  const auto source = std::make_shared<Source>(Source{"(the experiment for " + file + ")", short_form, ""});
  const auto root = parse_yaml(source, diagnostics);
  DataCache cache;
  const auto plan = root ? make_plan(*root, name, catalog(), cache.files(), diagnostics) : std::nullopt;
  if (!plan || !preflight_all(*plan, catalog(), cache, diagnostics)) return std::nullopt;
  Node whole = plan->resolved;
  std::string reason;
  if (!set_path(whole, "data.path", text_node(path), {}, reason)) throw std::logic_error(reason);
  return head_of(*table, file, *target, choices) +
         annotated_yaml(whole, ExperimentConfig::spec(), catalog()) +
         "# To compare, for example:\n# sweep:\n#   seeds: 5\n#   grid:\n#     optimizer.lr: [0.001, 0.01]\n";
}

}  // namespace

int init_command(const Options& options) {
  namespace fs = std::filesystem;
  const std::string& file = options.files.front();
  const bool to_output = options.output.empty() || options.output == "-";
  if (!to_output && is_there(options.output)) {
    tell("runner init: '{}' is there already; name another file with -o\n", options.output);
    return exit_usage;
  }
  Diagnostics diagnostics;
  const fs::path folder = to_output ? fs::path() : fs::path(options.output).parent_path();
  std::error_code none;
  const fs::path near =
      fs::path(file).is_absolute() || folder.empty() ? fs::path(file) : fs::proximate(file, folder, none);
  const std::string name = fs::path(file).stem().string();
  const auto text = write_experiment(file, near.string(), name, options.target, diagnostics);
  print_diagnostics(diagnostics);
  if (!text) return exit_usage;
  if (to_output) {
    write_output(*text);
    return exit_done;
  }
  try {
    write_file_atomically(options.output, *text);
  } catch (const std::runtime_error& error) {
    tell("runner init: {}\n", error.what());
    return exit_failed_run;
  }
  say("{}: `runner {}` trains it\n", options.output, options.output);
  return exit_done;
}

}  // namespace runner
