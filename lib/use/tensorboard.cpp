#include "use/tensorboard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "base/choice.h"
#include "base/files.h"
#include "base/stop.h"
#include "base/text.h"
#include "config/yaml.h"
#include "record/run_folder.h"
#include "record/run_rows.h"
#include "use/event_file.h"
#include "use/refused.h"

namespace runner {

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// Fields of tensorboard/compat/proto/summary.proto.
constexpr unsigned value_field = 1, tag_field = 1, simple_value_field = 2, metadata_field = 9;

/// A name for a folder: what has a meaning in paths or scripts becomes "_".
std::string folder_name(const std::string& text) {
  constexpr std::size_t longest = 160;  // bytes, so that an id behind it is within 255
  std::string name = text.substr(0, longest);
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view(" _.-+=").find(c) != std::string_view::npos;
    if (!plain) c = '_';
  }
  if (!name.empty() && name.front() == '.') name.front() = '_';
  return name;
}

void add_leaves(const Node& node, const std::string& path, Parameters& found) {
  if (node.is_scalar()) found.emplace_back(path, node.text());
  for (const auto& [key, place, value] : node.entries())
    add_leaves(value, key == "type" ? path : fmt::format("{}.{}", path, key), found);
}

ValueType type_of_value(const std::string& text) {
  if (const auto number = parse_number(text); number && std::isfinite(*number)) return ValueType::number;
  return text == "true" || text == "false" ? ValueType::truth : ValueType::text;
}

/// As google.protobuf.Value.
Message value_of(const std::string& text, ValueType type) {
  constexpr unsigned number_field = 2, text_field = 3, truth_field = 4;
  if (type == ValueType::number) return Message().fixed64(number_field, *parse_number(text));
  if (type == ValueType::truth) return Message().number(truth_field, text == "true" ? 1 : 0);
  return Message().bytes(text_field, visible_text(text));
}

/// One of the three summaries of the hparams plugin: no value, its content is in its metadata.
Message hparams_summary(const char* tag, unsigned field, const Message& content) {
  constexpr unsigned plugin_data_field = 1, name_field = 1, content_field = 2;
  const Message data = Message().message(field, content);
  const Message plugin = Message().bytes(name_field, "hparams").bytes(content_field, data.content());
  const Message metadata = Message().message(plugin_data_field, plugin);
  return Message().message(value_field, Message().bytes(tag_field, tag).message(metadata_field, metadata));
}

Message session_end(Status status) {
  constexpr unsigned status_field = 1, unknown = 0, success = 1, failure = 2;
  const bool is_good = status == Status::finished || status == Status::early_stopped;
  return Message().number(status_field, is_good                         ? success
                                        : status == Status::interrupted ? unknown
                                                                        : failure);
}

/// Where a run's rows have what is shown, by its tag.
std::vector<std::pair<std::size_t, std::string>> shown_columns(const RunRows& rows, const RunResult& result) {
  std::vector<std::pair<std::size_t, std::string>> columns;
  for (const auto& column : epoch_columns(result.columns)) {
    const Role role = column.column.role;
    if (role == Role::counter || role == Role::time) continue;
    columns.emplace_back(rows.find(column.column.name).value(), scalar_tag(column.column));
  }
  return columns;
}

/// Where and when a run is.
struct Instant {
  double time = 0;  // seconds
  std::int64_t step = 0;
};

/// An event for each row that has a number. Returns when the last row was.
Instant add_scalars(EventFile& file, const RunRows& rows, const RunResult& result) {
  const auto columns = shown_columns(rows, result);
  const auto seconds = rows.find(seconds_column().name);
  Instant now;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    look_at_stop();
    const auto time = seconds ? parse_number(rows.cell(row, *seconds).text) : std::nullopt;
    now.step = rows.epoch(row);
    now.time = time.value_or(static_cast<double>(now.step));
    Message summary;
    for (const auto& [place, tag] : columns) {
      constexpr double most = std::numeric_limits<float>::max();  // that a point can have
      const auto value = parse_number(rows.cell(row, place).text);
      if (!value || !(std::abs(*value) <= most)) continue;
      const Message scalar =
          Message().bytes(tag_field, tag).fixed32(simple_value_field, static_cast<float>(*value));
      summary.message(value_field, scalar);
    }
    if (!summary.content().empty()) file.add(now.time, now.step, summary);
  }
  return now;
}

}  // namespace

std::string scalar_tag(const Column& column) {
  const std::string part(choice_name(column.part));
  if (column.part == Part::none || !column.name.starts_with(part + "_")) return visible_text(column.name);
  return fmt::format("{}/{}", visible_text(column.name.substr(part.size() + 1)),
                     column.part == Part::val ? "validation" : part);
}

Parameters described_by(const Node& config) {
  Parameters found;
  for (const char* section : {"loss", "optimizer", "scheduler", "training"}) {
    if (const Node* node = config.find(section)) add_leaves(*node, section, found);
  }
  return found;
}

std::vector<ShownRun> shown_runs(const Plan& plan, const std::filesystem::path& results) {
  std::vector<ShownRun> runs;
  std::set<std::string> taken;
  for (const PlannedRun& run : plan.runs) {
    const auto folder = run_folder(results, run.id);
    if (!is_there(folder)) continue;
    ShownRun shown{folder, folder_name(run.label + " " + repetition_text(plan, run)), run.label, {}};
    if (!taken.insert(lower_case(shown.name)).second) shown.name += " " + run.id;
    for (std::size_t i = 0; i < run.cells.size(); ++i) {
      if (!run.cells[i].empty()) shown.parameters.emplace_back(plan.swept_columns[i], run.cells[i]);
    }
    if (plan.swept_columns.empty()) shown.parameters = described_by(plan.resolved);
    runs.push_back(std::move(shown));
  }
  return runs;
}

ShownRun shown_run(const std::filesystem::path& folder) {
  Diagnostics unread;
  const auto config = load_written_yaml(folder / "config.yaml", unread);
  if (!config) throw Refused(fmt::format("'{}' has no config.yaml that can be read", folder.string()));
  const std::filesystem::path named = folder.has_filename() ? folder : folder.parent_path();
  const std::string name = named.filename().string();
  return {folder, folder_name(name), name, described_by(*config)};
}

TensorboardExport::TensorboardExport(std::vector<ShownRun> runs) : runs_(std::move(runs)) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const ShownRun& run : runs_) {
    for (const auto& [name, value] : run.parameters) {
      const auto [place, is_new] = places_.emplace(name, parameters_.size());
      if (is_new) parameters_.push_back({name, {}, type_of_value(value)});
      Parameter& parameter = parameters_[place->second];
      if (type_of_value(value) != parameter.type) parameter.type = ValueType::text;
      if (seen.emplace(name, value).second) parameter.values.push_back(value);
    }
  }
}

/// What the columns of TensorBoard's table are: Experiment of hparams/api.proto.
Message TensorboardExport::experiment(const std::vector<Column>& measured) const {
  constexpr unsigned parameter_field = 4, metric_field = 5, name_field = 1, type_field = 4, domain_field = 5;
  constexpr unsigned metric_tag_field = 2;
  constexpr std::size_t most_choices = 100;
  Message experiment;
  for (const Parameter& parameter : parameters_) {
    Message info;
    info.bytes(name_field, visible_text(parameter.name));
    info.number(type_field, static_cast<std::uint64_t>(parameter.type));
    Message domain;
    for (const std::string& value : parameter.values) domain.message(1, value_of(value, parameter.type));
    if (parameter.type != ValueType::number && parameter.values.size() <= most_choices)
      info.message(domain_field, domain);
    experiment.message(parameter_field, info);
  }
  for (const Column& column : measured) {
    const Message name = Message().bytes(metric_tag_field, scalar_tag(column));
    experiment.message(metric_field, Message().message(1, name));
  }
  return experiment;
}

Message TensorboardExport::session_start(const ShownRun& run) const {
  constexpr unsigned parameter_field = 1, group_field = 4, key_field = 1, held_field = 2;
  Message session;
  for (const auto& [name, value] : run.parameters) {
    const Message held = value_of(value, parameters_[places_.at(name)].type);
    session.message(parameter_field,
                    Message().bytes(key_field, visible_text(name)).message(held_field, held));
  }
  return session.bytes(group_field, visible_text(run.group));
}

std::string TensorboardExport::events(std::size_t index) const {
  const ShownRun& run = runs_[index];
  const FoundRun found = find_run(run.folder, "", Look::at_its_end);
  if (!found.result)
    throw Refused(fmt::format("'{}' can't be used: {}", run.folder.string(),
                              found.there ? found.damage : "there is no run"));
  const auto rows = read_rows(run.folder, *found.result);
  if (!rows)
    throw Refused(
        fmt::format("'{}' can't be used: metrics.csv is not the one that was written", run.folder.string()));
  constexpr unsigned experiment_field = 2, start_field = 3, end_field = 4;
  EventFile file;
  const Message described = experiment(found.result->columns);
  file.add(0, 0, hparams_summary("_hparams_/experiment", experiment_field, described));
  file.add(0, 0, hparams_summary("_hparams_/session_start_info", start_field, session_start(run)));
  const Instant end = add_scalars(file, *rows, *found.result);
  const Message status = session_end(found.result->status);
  file.add(end.time, end.step, hparams_summary("_hparams_/session_end_info", end_field, status));
  return file.content();
}

}  // namespace runner
