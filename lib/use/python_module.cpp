#include "use/python_module.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "config/json.h"
#include "use/decision.h"
#include "use/layer_options.h"
#include "use/refused.h"
#include "use/steps_tape.h"
#include "use/table_cells.h"

namespace runner {

namespace {

/// JSON's texts are Python's.
std::string python_text(const std::string& text) {
  return json::write(json::text(text));
}

std::string python_number(double value) {
  if (std::isnan(value)) return "math.nan";
  if (std::isinf(value)) return value > 0 ? "math.inf" : "-math.inf";
  return number_text(value);
}

template <class Items, class Text>
std::string python_list(const Items& items, const Text& text) {
  std::vector<std::string> parts;
  for (const auto& item : items) parts.push_back(text(item));
  return "[" + join(parts, ", ") + "]";
}

std::string python_value(const Node& node) {
  if (node.is_sequence()) {  // a tuple: modules ask for one
    std::string items;
    for (const Node& item : node.items()) items += python_value(item) + ", ";
    if (node.items().size() > 1) items.resize(items.size() - 2);
    return "(" + items + ")";
  }
  if (node.is_null() || node.text() == "cumulative") return "None";
  if (node.quoted()) return python_text(node.text());
  if (node.text() == "true") return "True";
  if (node.text() == "false") return "False";
  const auto number = parse_number(node.text());
  if (!number) return python_text(node.text());
  return std::isfinite(*number) ? node.text() : python_number(*number);
}

/// What layers want to be told of the channels that they are given.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> channel_arguments = {
    {{"Conv", "in_channels"},
     {"BatchNorm", "num_features"},
     {"InstanceNorm", "num_features"},
     {"GroupNorm", "num_channels"}}};

bool is_told_already(std::string_view key) {
  return key == "in_features" ||
         std::ranges::any_of(channel_arguments, [&](const auto& pair) { return pair.second == key; });
}

/// What layers are named otherwise in PyTorch, or want first.
std::string first_argument(const std::string& type, const Node& options, const Shape& input) {
  if (type == "Linear") return fmt::format("in_features={}, ", input.front());
  for (const auto& [begin, argument] : channel_arguments)
    if (type.starts_with(begin)) return fmt::format("{}={}, ", argument, input.front());
  const bool is_norm = type == "LayerNorm" || type == "RMSNorm";
  return is_norm && !options.find("normalized_shape") ? fmt::format("normalized_shape={}, ", input.back())
                                                      : "";
}

std::string python_chain(const LayerComponents& layers, const NetworkSummary& summary, Shape shape,
                         const std::string& indent);

std::string python_layer(const Component<LayerConfig>& layer, const LayerSummary& summary, const Shape& input,
                         const std::string& indent) {
  const std::vector<LayerBranch> branches = layer->inside();
  if (!branches.empty()) {
    std::string text = layer.type + "(";
    if (layer.type == "Residual") {
      text += "\n" + python_chain(*branches[0].layers, summary.inside[0].network, input, indent + "    ");
      if (branches.size() > 1)
        text += indent + "    shortcut=nn.Sequential(\n" +
                python_chain(*branches[1].layers, summary.inside[1].network, input, indent + "        ") +
                indent + "    ),\n";
      return text + indent + ")";
    }
    text += "\n";
    const bool is_variational = layer.type == "Variational";
    for (std::size_t b = 0; b < branches.size(); ++b) {
      const std::string name = is_variational ? branches[b].parameter + "=" : "";
      text += indent + "    " + name + "nn.Sequential(\n" +
              python_chain(*branches[b].layers, summary.inside[b].network, input, indent + "        ") +
              indent + "    ),\n";
    }
    if (is_variational)
      text += indent + "    evaluation=" + python_value(*layer.resolved.find("evaluation")) + ",\n";
    return text + indent + ")";
  }
  std::string arguments = first_argument(layer.type, layer.resolved, input);
  const bool has_first = !arguments.empty();
  for (const auto& [key, place, value] : layer.resolved.entries()) {
    const bool is_of_training = key == "type" || key == "weight_init" || key == "bias_init";
    const bool is_known = has_first && is_told_already(key);
    if (!is_of_training && !is_known) arguments += fmt::format("{}={}, ", key, python_value(value));
  }
  if (!arguments.empty()) arguments.resize(arguments.size() - 2);
  return fmt::format("nn.{}({})", layer.type, arguments);
}

std::string python_chain(const LayerComponents& layers, const NetworkSummary& summary, Shape shape,
                         const std::string& indent) {
  std::string text;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    text += indent + python_layer(layers[i], summary.layers[i], shape, indent) + ",\n";
    shape = summary.layers[i].output;
  }
  return text;
}

/// A tape of preprocessing, line by line.
class PythonTape {
 public:
  explicit PythonTape(const Tape& tape) : tape_(tape) {
    for (const Tape::Constant& constant : tape.constants()) constants_.emplace(constant.value, &constant);
  }

  std::string body(const std::string& indent) const {
    std::string text;
    for (const Tape::Step& step : tape_.steps())
      text += fmt::format("{}v{} = {}\n", indent, step.out, line(step));
    return text;
  }

  std::string text(Tape::Value value) const {
    const auto found = constants_.find(value);
    if (found == constants_.end()) return fmt::format("v{}", value);
    const Tape::Constant& constant = *found->second;
    if (constant.shape.empty()) return fmt::format("number({})", python_number(constant.numbers.front()));
    std::string made = fmt::format("number({})", python_list(constant.numbers, python_number));
    if (constant.shape.size() > 1) made += fmt::format(".reshape({})", shape_list(constant.shape));
    return made;
  }

 private:
  static std::string shape_list(const Shape& shape) {
    return python_list(shape, [](Index extent) { return std::to_string(extent); });
  }
  std::string whole_numbers(Tape::Value value) const {
    return python_list(constants_.at(value)->numbers,
                       [](double number) { return std::to_string(static_cast<std::int64_t>(number)); });
  }
  static std::int64_t axis(const Tape::Step& step) {
    for (const auto& [name, value] : step.attributes) {
      if (name == "axis") return std::get<std::int64_t>(value);
      if (name == "axes") return std::get<std::vector<std::int64_t>>(value).front();
    }
    return 1;
  }

  std::string line(const Tape::Step& step) const {
    static const std::map<std::string, const char*> between = {{"Add", "+"},    {"Sub", "-"},   {"Mul", "*"},
                                                               {"Div", "/"},    {"Pow", "**"},  {"Less", "<"},
                                                               {"Equal", "=="}, {"MatMul", "@"}};
    static const std::map<std::string, const char*> functions = {
        {"Max", "torch.maximum"}, {"Min", "torch.minimum"}, {"Where", "torch.where"},
        {"Exp", "torch.exp"},     {"Log", "torch.log"},     {"Sqrt", "torch.sqrt"},
        {"Abs", "torch.abs"},     {"Neg", "torch.neg"},     {"Sigmoid", "torch.sigmoid"}};
    if (const auto found = between.find(step.op); found != between.end())
      return fmt::format("{} {} {}", text(step.in[0]), found->second, text(step.in[1]));
    if (const auto found = functions.find(step.op); found != functions.end()) {
      std::vector<std::string> operands;
      for (const Tape::Value in : step.in) operands.push_back(text(in));
      return fmt::format("{}({})", found->second, join(operands, ", "));
    }
    const std::string first = text(step.in.front());
    if (step.op == "Cast") return first + ".double()";
    if (step.op == "Gather") return fmt::format("{}[:, {}]", first, whole_numbers(step.in[1]));
    if (step.op == "Reshape") return fmt::format("{}.reshape({})", first, whole_numbers(step.in[1]));
    if (step.op == "Concat") {
      return fmt::format("torch.cat({}, {})", python_list(step.in, [&](Tape::Value in) { return text(in); }),
                         axis(step));
    }
    if (step.op == "ReduceSum")
      return fmt::format("{}.sum({}, keepdim=True)", first, whole_numbers(step.in[1]));
    if (step.op == "ReduceMax") return fmt::format("{}.amax({}, keepdim=True)", first, axis(step));
    if (step.op == "ReduceProd") return fmt::format("{}.prod({}, keepdim=True)", first, axis(step));
    throw Refused(fmt::format("the operation {} has no form in PyTorch", step.op));
  }

  const Tape& tape_;
  std::map<Tape::Value, const Tape::Constant*> constants_;
};

std::string python_function(const char* name, const char* about, const Tape& tape) {
  const PythonTape python(tape);
  return fmt::format("def {}(v0):\n    \"\"\"{}\"\"\"\n{}    return {}\n", name, about, python.body("    "),
                     python.text(tape.output()));
}

constexpr const char* head =
    R"(# Made by `runner export --format pytorch`: the network with its preprocessing, as PyTorch has it.
#   from load import load, encode
#   model = load()
#   outputs = model(encode({{"column": [value, ...], ...}}))
import math
import pathlib

import torch
from safetensors.torch import load_file
from torch import nn

DTYPE = torch.{}
# The columns of the table in their order; of a column of categories these, in the order of their numbers.
COLUMNS = {}
CATEGORIES = {}
# Texts that stand for no value beside an empty one, where a column may be without.
MISSING = {}
# What the outputs are about: classes, or the columns of the target.
NAMES = {}
SAMPLE_SHAPE = {}


def number(values):
    return torch.tensor(values, dtype=torch.float64)


)";

constexpr const char* joined_layers = R"(class Residual(nn.Sequential):
    def __init__(self, *layers, shortcut=None):
        super().__init__(*layers)
        if shortcut is not None:
            self.shortcut = shortcut

    def forward(self, x):
        y = x
        for name, layer in self.named_children():
            y = y if name == "shortcut" else layer(y)
        return y + (self.shortcut(x) if "shortcut" in self._modules else x)


class Concat(nn.ModuleList):
    def __init__(self, *branches):
        super().__init__(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self], dim=1)


class Variational(nn.Module):
    def __init__(self, mean, log_variance, evaluation):
        super().__init__()
        self.mean = mean
        self.log_variance = log_variance
        self.evaluation = evaluation

    def forward(self, x):
        mean = self.mean(x)
        if not self.training and self.evaluation == "mean":
            return mean
        return mean + torch.exp(0.5 * self.log_variance(x)) * torch.randn_like(mean)


class Sum(nn.ModuleList):
    def __init__(self, *branches):
        super().__init__(branches)

    def forward(self, x):
        return sum(branch(x) for branch in self)


)";

constexpr const char* tail = R"(class Model(nn.Module):
    """Rows of the table's columns, as `encode` makes them, to outputs of the network (before any softmax)."""

    def __init__(self):
        super().__init__()
        self.network = build()

    def forward(self, rows):
        features = preprocess(rows.double()).to(DTYPE).reshape(-1, *SAMPLE_SHAPE)
        return undo_target(self.network(features).double()).to(DTYPE)


def encode(table):
    """A table (a dict or DataFrame of columns) as a tensor: a category by its number, NaN for no value."""
    def coded(value, index, missing):
        if value is None or value != value or value == "" or value in missing:
            return math.nan
        return float(value) if index is None else float(index[str(value)])

    columns = []
    for name, categories, missing in zip(COLUMNS, CATEGORIES, MISSING):
        index = None if categories is None else {category: i for i, category in enumerate(categories)}
        columns.append(number([coded(value, index, missing) for value in table[name]]))
    return torch.stack(columns, dim=1)


def load(path=pathlib.Path(__file__).parent / "model.safetensors"):
    model = Model()
    model.network.load_state_dict(load_file(path), strict=True)
    return model.eval()
)";

bool has_branches(const LayerComponents& layers) {
  return std::ranges::any_of(layers, [](const auto& layer) { return !layer->inside().empty(); });
}

NetworkSummary summary_of(const TrainedModel& model) {
  Diagnostics unheard;  // it was trained
  auto summary = summarize(model.config.network, model.input_shape(), unheard);
  if (!summary) throw Refused("its network is not understood\n" + unheard.text());
  return std::move(*summary);
}

}  // namespace

void check_sequential(const TrainedModel& model) {
  for (std::size_t i = 0; i < model.config.network.size(); ++i) {
    const auto& layer = model.config.network[i];
    if (layer->inside().empty()) continue;
    throw Refused(fmt::format("layer {} is {}, which torch.nn.Sequential has not; --format pytorch builds it",
                              i, layer.type));
  }
}

std::string python_module(const TrainedModel& model) {
  const FittedData& data = model.data;
  const NetworkSummary summary = summary_of(model);
  Tape steps, undo;
  steps.set_output(add_steps(
      steps, steps.input("rows", Tape::Type::float64, static_cast<Index>(data.columns.size())), model));
  const Index outputs = size_of(summary.output);
  undo.set_output(add_target_inverse(undo, undo.input("outputs", Tape::Type::float64, outputs), model));
  const Decision decision(*model.config.loss.config, data, outputs);
  const Shape shape = model.input_shape();
  std::string text = fmt::format(
      fmt::runtime(head), choice_name(model.config.dtype),
      python_list(data.columns, [](const FeatureColumn& column) { return python_text(column.name); }),
      python_list(data.columns,
                  [](const FeatureColumn& column) {
                    return column.categories.empty() ? "None" : python_list(column.categories, python_text);
                  }),
      python_list(data.columns,
                  [&](const FeatureColumn& column) {
                    return python_list(missing_texts(*model.config.data.config, column.name), python_text);
                  }),
      python_list(decision.names(), python_text),
      python_list(shape, [](Index extent) { return std::to_string(extent); }));
  if (has_branches(model.config.network)) text += joined_layers;
  text += python_function("preprocess", "float64 rows of the columns to what the network takes", steps);
  text += "\n\n";
  text += python_function("undo_target", "from what was trained on to the target's own units", undo);
  text += "\n\ndef build():\n    return nn.Sequential(\n" +
          python_chain(model.config.network, summary, shape, "        ") + "    ).to(DTYPE)\n\n\n";
  return text + tail;
}

}  // namespace runner
