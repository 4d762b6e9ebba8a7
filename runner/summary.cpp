#include <fmt/format.h>

#include <algorithm>

#include "catalog/catalog.h"
#include "commands.h"
#include "experiment_file.h"
#include "output.h"
#include "train/preflight.h"

namespace runner {

namespace {

/// A line of the table; layers inside of others follow them, indented.
struct Row {
  std::string number, layer;
  Shape output;
  std::string parameters;
};

void add_rows(const NetworkSummary& network, const std::string& number, const std::string& indent,
              std::vector<Row>& rows) {
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const LayerSummary& layer = network.layers[i];
    rows.push_back({fmt::format("{}{}", number, i), indent + layer.type, layer.output,
                    std::to_string(layer.parameters)});
    for (const BranchSummary& branch : layer.inside)
      add_rows(branch.network, fmt::format("{}{}.{}", number, i, branch.prefix), indent + "  ", rows);
  }
}

void print_layers(const Preflight& found) {
  std::vector<Row> rows = {{"", "input", found.input, ""}};
  add_rows(found.network, "", "", rows);
  std::size_t number = 5, layer = 5;
  for (const Row& row : rows) {
    number = std::max(number, row.number.size());
    layer = std::max(layer, row.layer.size());
  }
  const auto print = [&](const Row& row, const std::string& output) {
    say("{:>{}}  {:<{}}  {:<16} {:>12}\n", row.number, number, row.layer, layer, output, row.parameters);
  };
  print({"", "layer", {}, "parameters"}, "output shape");
  for (const Row& row : rows) print(row, batch_text(row.output));
}

/// "8 + 8 = 16": how the total comes about.
std::string total_text(const Preflight& found) {
  std::string terms;
  int count = 0;
  for (const LayerSummary& layer : found.network.layers) {
    if (layer.parameters == 0) continue;
    terms += fmt::format("{}{}", terms.empty() ? "" : " + ", layer.parameters);
    ++count;
  }
  return count > 1 ? fmt::format("{} = {}", terms, found.parameters) : std::to_string(found.parameters);
}

void print_tensors(const ParameterLayout& layout) {
  std::size_t width = 6;
  for (const ParameterView& view : layout) width = std::max(width, view.name.size());
  say("\n{:<{}}  {:<16} {:>12}\n", "tensor", width, "shape", "values");
  for (const ParameterView& view : layout) {
    std::string shape = "[";
    for (Index extent : view.shape) shape += fmt::format("{}{}", shape.size() > 1 ? ", " : "", extent);
    say("{:<{}}  {:<16} {:>12}\n", view.name, width, shape + "]", view.size);
  }
}

}  // namespace

int summary_command(const Options& options) {
  Diagnostics diagnostics;
  DataCache cache;
  std::optional<Preflight> found;  // of the first configuration
  const auto plan = load_experiment(options.files.front(), options.overrides, cache, diagnostics,
                                    [&](const ExperimentConfig&, const Preflight& one, const Diagnostics&) {
                                      if (!found) found = one;
                                    });
  print_diagnostics(diagnostics);
  if (!plan) return exit_usage;
  const PlannedRun& run = plan->runs.front();
  const auto config = bound(plan->setups.front(), catalog());
  if (plan->labels.size() > 1) say("{} (the first of {} configurations)\n\n", run.label, plan->labels.size());
  if (config->problem) {
    say("{}: {} parameters\n", config->problem.type, found->parameters);
    return exit_done;
  }
  print_layers(*found);
  say("\nparameters: {}\n", total_text(*found));
  say("training samples: {}\n", found->training_rows);
  if (options.parameters) print_tensors(Network<float>(config->network, found->input, 1).layout());
  return exit_done;
}

}  // namespace runner
