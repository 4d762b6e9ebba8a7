#include <fmt/format.h>

#include "base/choice.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "experiment_file.h"
#include "launch/processors.h"
#include "model.h"
#include "output.h"
#include "page/sight_page.h"
#include "record/run_folder.h"
#include "record/run_rows.h"
#include "record/stored.h"
#include "use/input_table.h"
#include "use/refused.h"
#include "use/sight.h"

namespace runner {

namespace {

void print_last_row(const RunResult& run, const RunRows& rows) {
  if (rows.size() == 0) return;
  const std::size_t last = rows.size() - 1;
  for (const Column& column : run.columns) {
    const std::string cell(rows.cell(last, rows.find(column.name).value()).text);
    if (!cell.empty())
      say("  {}  {}{}\n", column.name, cell, column.name == run.primary ? "  (primary)" : "");
  }
}

/// The rows to look at: of a file, else those that the run had. Nothing after mistakes in a file, which are
/// told.
std::vector<SightRows> rows_to_see(const Options& options, const TrainedModel& model) {
  if (options.files.size() < 2) return rows_of_run(model);
  Diagnostics diagnostics;
  auto input = read_input(options.files[1], model, true, diagnostics);
  print_diagnostics(diagnostics);
  std::vector<SightRows> rows;
  if (input) rows.push_back({Part::none, std::move(input->samples)});
  return rows;
}

/// "digits 06d6ab47664a4c95": of results/digits/runs/06d6ab47664a4c95.
std::string name_of(const std::filesystem::path& folder) {
  const std::filesystem::path runs = folder.parent_path();
  const std::string id = folder.filename().string();
  return runs.filename() == "runs" ? runs.parent_path().filename().string() + " " + id : id;
}

std::string about(const TrainedModel& model, const std::vector<SightRows>& rows, const Options& options) {
  const RunResult& run = model.result;
  const std::string of_file = rows.front().part == Part::none ? ", on " + options.files[1] : "";
  return fmt::format("{} after {}; {}, seed {}{}", choice_name(run.status),
                     counted(static_cast<std::size_t>(run.epochs), "epoch"),
                     counted(static_cast<std::size_t>(run.parameters), "trainable parameter"),
                     model.config.seed, of_file);
}

/// "6 filters, maps of 4 layers, 24 of 310 mistakes"
std::string found_text(const Sight& sight) {
  std::vector<std::string> parts;
  if (sight.filters) parts.push_back(counted(static_cast<std::size_t>(sight.filters->count), "filter"));
  parts.push_back(
      fmt::format("feature maps of {} for row {}", counted(sight.maps.size(), "layer"), sight.sample->row));
  if (sight.mistakes && sight.mistakes->count == 0) parts.emplace_back("no mistakes");
  if (sight.mistakes && sight.mistakes->count > 0)
    parts.push_back(fmt::format("{} of {}", sight.mistakes->worst.size(),
                                counted(static_cast<std::size_t>(sight.mistakes->count), "mistake")));
  return join(parts, ", ");
}

/// What the network of a run sees, as a page.
int show_sight(const std::filesystem::path& folder, const Options& options) {
  const bool to_file = options.output != "-";
  if (to_file) check_output_path(options.output, options.force);
  const TrainedModel model = load_model(folder, catalog());
  const std::vector<SightRows> rows = rows_to_see(options, model);
  if (rows.empty()) return exit_usage;
  const Sight sight = look_at(
      model, rows, {.weights = options.weights, .row = options.sample, .threads = usable_processors()});
  const std::string title = "What " + name_of(folder) + " sees";
  write_result(page::sight_html(sight, title, about(model, rows, options)), options);
  if (to_file) say("{}: {}\n", options.output, found_text(sight));
  return exit_done;
}

/// What is said of options that belong to a page, where none is asked for; empty where there is none of them.
std::string without_page(const Options& options) {
  if (!options.output.empty()) return "";
  if (options.sample) return "--sample is for a page of pictures: -o PAGE.html";
  return options.files.size() > 1 ? "a file of rows is for a page of pictures: -o PAGE.html" : "";
}

}  // namespace

int show_command(const Options& options) {
  if (const std::string wrong = without_page(options); !wrong.empty()) {
    tell("runner show: {}\n", wrong);
    return exit_usage;
  }
  constexpr std::size_t largest_config = 1U << 30U;  // bytes
  const std::filesystem::path folder =
      std::filesystem::absolute(std::filesystem::path(options.files.front()) / "").parent_path();
  const FoundRun found = find_run(folder, Look::at_all);
  if (!found.there || !is_run_id(folder.filename().string())) {
    tell("runner show: '{}' is no run's folder; they are in results/NAME/runs/\n", options.files.front());
    return exit_usage;
  }
  if (!found.result) {
    say("{}: damaged: {}\n", folder.filename().string(), found.damage);
    return exit_failed_run;
  }
  if (!options.output.empty()) {
    try {
      return show_sight(folder, options);
    } catch (const Refused& error) {
      tell("runner: {}\n", error.what());
      return exit_usage;
    }
  }
  const RunResult& run = *found.result;
  say("{}: {} after {} epochs, {} iterations, {} samples; {} trainable parameters\n",
      folder.filename().string(), choice_name(run.status), run.epochs, run.iterations, run.samples,
      run.parameters);
  if (!run.message.empty()) say("  {}\n", run.message);
  if (const auto rows = read_rows(folder, run)) print_last_row(run, *rows);
  say("\n{}", Lines{read_stored(folder / "config.yaml", largest_config)});
  return exit_done;
}

}  // namespace runner
