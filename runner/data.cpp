#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "commands.h"
#include "config/yaml.h"
#include "data/sources/csv_profile.h"
#include "experiment_file.h"
#include "output.h"
#include "spec/component_error_sink.h"

namespace runner {

namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t most_table_rows = 60;

/// Columns aligned, the first to the left and numbers to the right; after `most_table_rows` only their
/// number.
void print_rows(const Rows& rows, std::size_t left, bool last_left = false) {
  std::vector<std::size_t> widths(rows.front().size());
  const std::size_t shown = std::min(rows.size(), most_table_rows + 1);
  for (std::size_t i = 0; i < shown; ++i)
    for (std::size_t j = 0; j < widths.size(); ++j)
      widths[j] = std::max(widths[j], character_count(visible_text(rows[i][j])));
  for (std::size_t i = 0; i < shown; ++i) {
    std::string line = " ";
    for (std::size_t j = 0; j < widths.size(); ++j) {
      const std::string cell = visible_text(rows[i][j]);
      const std::string blanks(widths[j] - character_count(cell), ' ');
      const bool is_last = j + 1 == widths.size();
      const bool to_the_left = j < left || (is_last && last_left);
      line += " " + (to_the_left ? cell + (is_last ? "" : blanks) : blanks + cell) + (is_last ? "" : " ");
    }
    say("{}\n", Lines{line});
  }
  if (rows.size() > shown) say("  … and {} more\n", rows.size() - shown);
}

std::string short_text(std::string_view text) {
  constexpr std::size_t longest = 24;
  return shortened(text, longest);
}

std::string count_of_values(const ColumnProfile& column) {
  return fmt::format("{}{}", column.has_more_values ? "over " : "", column.values.size());
}

std::string examples_text(const ColumnProfile& column) {
  std::vector<std::string> examples;
  for (const std::string& example : column.examples) examples.push_back(short_text(example));
  return join(examples, ", ");
}

void print_columns(const TableProfile& table) {
  Rows rows = {{"column", "holds", "missing", "different", "lowest", "highest", "examples"}};
  for (const ColumnProfile& column : table.columns) {
    const bool numbers =
        column.kind == ColumnProfile::Kind::whole || column.kind == ColumnProfile::Kind::number;
    rows.push_back({short_text(column.name), kind_text(column), std::to_string(column.missing),
                    count_of_values(column), numbers ? number_text(column.lowest) : "",
                    numbers ? number_text(column.highest) : "", examples_text(column)});
  }
  print_rows(rows, 2, true);
}

void print_table(const CsvConfig& config, const TableProfile& table) {
  say("{}: {} {}, {} {}{}\n", config.path, table.rows, table.rows == 1 ? "row" : "rows", table.columns.size(),
      table.columns.size() == 1 ? "column" : "columns",
      table.decided.empty() ? "" : "; " + join(table.decided, ", "));
  print_columns(table);
}

void print_parts(const DataParts& parts) {
  Rows rows = {{"part", "rows"}};
  const auto& names = parts.train.class_names;
  for (const std::string& name : names) rows.front().push_back(short_text(name));
  const auto add = [&](const char* name, const Dataset& part) {
    if (part.rows == 0) return;
    auto& row = rows.emplace_back(std::vector<std::string>{name, std::to_string(part.rows)});
    for (const Index count : part.class_rows()) row.push_back(std::to_string(count));
  };
  add("train", parts.train);
  add("val", parts.validation);
  add("test", parts.test);
  say("\nparts{}\n", names.empty() ? "" : ", with the rows of each class in the classes' order");
  print_rows(rows, 1);
}

/// Sums over all samples of what one channel holds.
struct ChannelSums {
  double count = 0, sum = 0, square = 0, lowest = 0, highest = 0;
  void add(double value) {
    lowest = count > 0 ? std::min(lowest, value) : value;
    highest = count > 0 ? std::max(highest, value) : value;
    ++count;
    sum += value;
    square += value * value;
  }
};

/// Of pictures their channels, with the numbers that Normalize is given.
void print_channels(const Dataset& train) {
  const auto channels = static_cast<std::size_t>(train.sample_shape.front());
  const auto per_channel = static_cast<std::size_t>(train.width()) / channels;
  std::vector<ChannelSums> sums(channels);
  for (std::size_t i = 0; i < train.pixels.size() + train.features.size(); ++i) {
    const std::size_t channel = i / per_channel % channels;
    double value = train.has_pixels() ? train.pixels[i] / train.pixel_scale : train.features[i];
    if (!train.channel_mean.empty())
      value = (value - train.channel_mean[channel]) / train.channel_std[channel];
    sums[channel].add(value);
  }
  say("\nchannels of the network's pictures {}, over the training part\n", shape_text(train.sample_shape));
  Rows rows = {{"channel", "mean", "std", "lowest", "highest"}};
  const auto text = [](double value) { return fmt::format("{:.4f}", value); };
  for (std::size_t i = 0; i < std::min(channels, most_table_rows); ++i) {
    const auto& [count, sum, square, lowest, highest] = sums[i];
    const double mean = sum / count, variance = std::max(square / count - mean * mean, 0.0);
    rows.push_back({std::to_string(i), text(mean), text(std::sqrt(variance)), text(lowest), text(highest)});
  }
  print_rows(rows, 1);
}

/// Of the training part, as the network gets them.
void print_features(const Dataset& train, const FittedData& fitted) {
  std::vector<std::string> steps;
  const bool any_categories = std::ranges::any_of(
      fitted.columns, [](const FeatureColumn& column) { return !column.categories.empty(); });
  for (const FittedStep& step : fitted.steps)
    if (any_categories || step.type != "OneHotEncoder") steps.push_back(step.type);
  say("\nfeatures of the network, over the training part{}\n",
      steps.empty() ? "" : " after " + join(steps, ", "));
  Rows rows = {{"feature", "mean", "std", "lowest", "highest"}};
  const std::size_t width = train.columns.size();
  const auto text = [](double value) { return fmt::format("{:.4g}", value); };
  for (std::size_t j = 0; j < std::min(width, most_table_rows); ++j) {
    double sum = 0, square = 0, lowest = train.features[j], highest = lowest;
    for (std::size_t i = j; i < train.features.size(); i += width) {
      sum += train.features[i];
      lowest = std::min(lowest, train.features[i]);
      highest = std::max(highest, train.features[i]);
    }
    const double mean = sum / static_cast<double>(train.rows);
    for (std::size_t i = j; i < train.features.size(); i += width)
      square += (train.features[i] - mean) * (train.features[i] - mean);
    rows.push_back({short_text(train.columns[j].name), text(mean),
                    text(std::sqrt(square / static_cast<double>(train.rows))), text(lowest), text(highest)});
  }
  print_rows(rows, 1);
  if (width > most_table_rows) say("  … and {} more\n", width - most_table_rows);
}

void print_profile(const CsvConfig& config, ErrorSink& sink, Diagnostics& diagnostics) {
  DataFiles files;
  if (const auto table = profile_table(config, sink, diagnostics, files)) print_table(config, *table);
}

int show_table(const std::string& file) {
  CsvConfig config;
  config.path = file;
  Diagnostics diagnostics;
  const Place place{std::make_shared<Source>(Source{"command line", file, ""}), 1, 1,
                    static_cast<int>(file.size())};
  ComponentErrorSink sink(Node::scalar(file, place), "", diagnostics);
  print_profile(config, sink, diagnostics);
  print_diagnostics(diagnostics);
  return diagnostics.has_errors() ? exit_usage : exit_done;
}

/// Of a configuration: its table, if it has one, and what becomes of it.
void show_data(const ExperimentConfig& config, Diagnostics& diagnostics) {
  ComponentErrorSink sink(config.data, diagnostics);
  if (const auto* csv = dynamic_cast<const CsvConfig*>(config.data.config.get()))
    print_profile(*csv, sink, diagnostics);
  DataFiles files;
  auto prepared = prepare_data(config.data, config.loss->target_kind(), files, diagnostics);
  if (!prepared) return;
  print_parts(prepared->parts);
  Dataset& train = prepared->parts.train;
  const bool are_pictures =
      train.sample_shape.size() == 3 && (train.has_pixels() || !train.channel_mean.empty());
  if (are_pictures) return print_channels(train);
  train.settle();
  print_features(train, prepared->fitted);
}

int show_experiment(const Options& options) {
  const std::string& file = options.files.front();
  Diagnostics diagnostics;
  DataCache cache;
  std::set<std::string> seen;
  std::vector<std::shared_ptr<const ExperimentConfig>> configs;  // one of each data set
  const auto plan =
      load_experiment(file, options, cache, diagnostics,
                      [&](const ExperimentConfig& config, const Preflight&, const Diagnostics&) {
                        if (!config.data || !seen.insert(to_flow_yaml(config.data.resolved)).second) return;
                        configs.push_back(std::make_shared<const ExperimentConfig>(config));
                      });
  print_read(cache);
  for (std::size_t i = 0; plan && i < configs.size(); ++i) {
    if (configs.size() > 1) say("{}{}\n", Lines{i > 0 ? "\n" : ""}, to_flow_yaml(configs[i]->data.resolved));
    show_data(*configs[i], diagnostics);
  }
  if (plan && configs.empty()) say("{}: no data, only a problem\n", file);
  print_diagnostics(diagnostics);
  return plan && !diagnostics.has_errors() ? exit_done : exit_usage;
}

}  // namespace

int data_command(const Options& options) {
  const std::string ending = lower_case(std::filesystem::path(options.files.front()).extension().string());
  const bool is_experiment = ending == ".yaml" || ending == ".yml";
  if (is_experiment) return show_experiment(options);
  if (options.overrides.empty()) return show_table(options.files.front());
  tell("runner data: options such as {} belong to an experiment file, whose data this command shows\n",
       options.overrides.front());
  return exit_usage;
}

}  // namespace runner
