#include <fmt/core.h>

#include <algorithm>

#include "catalog/catalog.h"
#include "commands.h"
#include "experiment_file.h"
#include "train/preflight.h"

namespace runner {

namespace {

void print_layers(const Preflight& found) {
  std::size_t width = 5;
  for (const LayerSummary& layer : found.network.layers) width = std::max(width, layer.type.size());
  fmt::print("{:>5}  {:<{}}  {:<16} {:>12}\n", "", "layer", width, "output shape", "parameters");
  fmt::print("{:>5}  {:<{}}  {:<16} {:>12}\n", "", "input", width, batch_text(found.input), "");
  for (std::size_t i = 0; i < found.network.layers.size(); ++i) {
    const LayerSummary& layer = found.network.layers[i];
    fmt::print("{:>5}  {:<{}}  {:<16} {:>12}\n", i, layer.type, width, batch_text(layer.output),
               layer.parameters);
  }
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
  fmt::print("\n{:<{}}  {:<16} {:>12}\n", "tensor", width, "shape", "values");
  for (const ParameterView& view : layout) {
    std::string shape = "[";
    for (Index extent : view.shape) shape += fmt::format("{}{}", shape.size() > 1 ? ", " : "", extent);
    fmt::print("{:<{}}  {:<16} {:>12}\n", view.name, width, shape + "]", view.size);
  }
}

}  // namespace

int summary_command(const Options& options) {
  Diagnostics diagnostics;
  DataCache cache;
  const auto plan = load_experiment(options.files.front(), options.overrides, cache, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return exit_usage;
  const PlannedRun& run = plan->runs.front();
  const auto config = bind_experiment(run.tree, catalog(), diagnostics);
  const auto found = preflight(*config, cache, diagnostics);
  if (plan->labels.size() > 1)
    fmt::print("{} (the first of {} configurations)\n\n", run.label, plan->labels.size());
  if (config->problem) {
    fmt::print("{}: {} parameters\n", config->problem.type, found->parameters);
    return exit_done;
  }
  print_layers(*found);
  fmt::print("\nparameters: {}\n", total_text(*found));
  fmt::print("training samples: {}\n", found->training_rows);
  if (options.parameters) print_tensors(Network<float>(config->network, found->input, 1).layout());
  return exit_done;
}

}  // namespace runner
