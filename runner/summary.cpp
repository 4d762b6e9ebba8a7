#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
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
  std::string parameters, multiply_adds;
};

/// Of a layer with those inside of it, for one sample on its way forward.
Index multiply_adds_of(const LayerSummary& layer) {
  Index count = layer.cost.multiply_adds;
  for (const BranchSummary& branch : layer.inside)
    for (const LayerSummary& one : branch.network.layers) count += multiply_adds_of(one);
  return count;
}

void add_rows(const NetworkSummary& network, const std::string& number, const std::string& indent,
              std::vector<Row>& rows) {
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const LayerSummary& layer = network.layers[i];
    rows.push_back({fmt::format("{}{}", number, i), indent + layer.type, layer.output,
                    std::to_string(layer.parameters), std::to_string(multiply_adds_of(layer))});
    for (const BranchSummary& branch : layer.inside)
      add_rows(branch.network, fmt::format("{}{}.{}", number, i, branch.prefix), indent + "  ", rows);
  }
}

void print_layers(const Preflight& found) {
  std::vector<Row> rows = {{"", "input", found.input, "", ""}};
  add_rows(found.network, "", "", rows);
  std::size_t number = 5, layer = 5;
  for (const Row& row : rows) {
    number = std::max(number, row.number.size());
    layer = std::max(layer, row.layer.size());
  }
  const auto print = [&](const Row& row, const std::string& output) {
    say("{:>{}}  {:<{}}  {:<16} {:>12} {:>14}\n", row.number, number, row.layer, layer, output,
        row.parameters, row.multiply_adds);
  };
  print({"", "layer", {}, "parameters", "multiply-adds"}, "output shape");
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

void print_totals(const Preflight& found) {
  Index multiply_adds = 0;
  for (const LayerSummary& layer : found.network.layers) multiply_adds += multiply_adds_of(layer);
  say("\nparameters: {}\nmultiply-adds of a sample, forward: {}\n", total_text(found), multiply_adds);
}

/// "[0.3, -0.5]", with a line for each row of a matrix.
template <class T>
void print_values(std::span<const T> values, const Shape& shape) {
  const std::size_t width = shape.size() > 1 ? static_cast<std::size_t>(shape.back()) : values.size();
  for (std::size_t begin = 0; begin < values.size(); begin += width) {
    std::string line;
    for (const T value : values.subspan(begin, width))
      line += fmt::format("{}{}", line.empty() ? "" : ", ", number_text(value));
    say("  [{}]\n", line);
  }
}

/// The values that a training with this seed begins with.
template <class T>
void print_first_values(const ExperimentConfig& config, const Shape& input) {
  Network<T> network(config.network, input, 1);
  Generator generator(static_cast<std::uint64_t>(config.seed));
  network.initialize(generator);
  say("\nfirst values, with seed {}\n", config.seed);
  for (const ParameterView& view : network.layout()) {
    say("{}\n", view.name);
    const std::span<const T> all = network.parameters();
    print_values(all.subspan(static_cast<std::size_t>(view.offset), static_cast<std::size_t>(view.size)),
                 view.shape);
  }
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

void print_parameters(const ExperimentConfig& config, const Shape& input, const Options& options) {
  if (options.parameters) print_tensors(parameter_layout(config.network, input));
  if (!options.values) return;
  config.dtype == DType::float32 ? print_first_values<float>(config, input)
                                 : print_first_values<double>(config, input);
}

/// A file of a network alone: without data that it could be trained on; or of one that says the shape of a
/// sample, so that its data need not be there.
bool is_network_alone(const Node& root) {
  if (!root.find("network")) return false;
  return root.find("input_shape") || (!root.find("data") && !root.find("problem") && !root.find("sweep"));
}

/// As many numbers as `shape` says, in lists of lists.
Node zeros(std::span<const Index> shape) {
  if (shape.empty()) return Node::scalar("0");
  return Node::sequence(std::vector<Node>(static_cast<std::size_t>(shape.front()), zeros(shape.subspan(1))));
}

/// What `input_shape` says, else what the first layer is told of its inputs.
std::optional<Shape> written_shape(const Node& root, Diagnostics& diagnostics) {
  constexpr long long most = 1 << 24;
  const Node* written = root.find("input_shape");
  const Node& network = *root.find("network");
  if (!written && network.is_sequence() && !network.items().empty())
    written = network.items().front().find("in_features");
  if (!written) {
    diagnostics.error(network.place(),
                      "without data the shape of a sample has to be said: write 'input_shape: [3]'");
    return std::nullopt;
  }
  const std::vector<Node> extents = written->is_sequence() ? written->items() : std::vector<Node>{*written};
  Shape shape;
  for (const Node& extent : extents) {
    const auto size = extent.is_scalar() ? parse_integer(extent.text()) : std::nullopt;
    if (!size || *size < 1 || *size > most) {
      diagnostics.error(extent.place(), "input_shape: expected whole numbers from 1, such as [1, 28, 28]");
      return std::nullopt;
    }
    shape.push_back(static_cast<Index>(*size));
  }
  if (shape.empty()) diagnostics.error(written->place(), "input_shape: expected at least one number");
  return shape.empty() ? std::nullopt : std::optional(shape);
}

/// The file as an experiment: what only training needs is of no account. Sections that are there stay.
Node completed(const Node& root) {
  const Node row = zeros(std::array<Index, 2>{1, 1});
  const auto text = [](const char* word) { return Node::scalar(word); };
  Node whole =
      root.without("input_shape")
          .without("sweep")
          .without("search")
          .with("data",
                Node::map({{"type", {}, text("inline")}, {"features", {}, row}, {"target", {}, row}}));
  if (!root.find("loss")) whole = whole.with("loss", text("MSELoss"));
  if (!root.find("optimizer")) whole = whole.with("optimizer", text("SGD"));
  return root.find("training") ? whole : whole.with("training", Node::map({{"epochs", {}, text("0")}}));
}

int summarize_network(const Node& root, const Options& options, Diagnostics& diagnostics) {
  const auto shape = written_shape(root, diagnostics);
  const auto config = bind_experiment(completed(root), catalog(), diagnostics);
  const auto network = shape && config ? summarize(config->network, *shape, diagnostics) : std::nullopt;
  print_diagnostics(diagnostics);
  if (!network) return exit_usage;
  Preflight found;
  found.input = *shape;
  found.parameters = network->parameters;
  found.network = *network;
  print_layers(found);
  print_totals(found);
  print_parameters(*config, *shape, options);
  return exit_done;
}

}  // namespace

int summary_command(const Options& options) {
  if (const auto root = read_tree(options.files.front(), options.overrides);
      root && is_network_alone(*root)) {
    Diagnostics own;
    return summarize_network(*root, options, own);
  }
  Diagnostics diagnostics;
  DataCache cache;
  std::optional<Preflight> found;  // of the first configuration
  const auto plan = load_experiment(options.files.front(), options, cache, diagnostics,
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
  print_totals(*found);
  say("training samples: {}\n", found->training_rows);
  print_parameters(*config, found->input, options);
  return exit_done;
}

}  // namespace runner
