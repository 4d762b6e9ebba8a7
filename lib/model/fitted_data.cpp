#include "model/fitted_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <stdexcept>

#include "base/text.h"
#include "config/json.h"

namespace runner {

namespace {

/// A number that JSON has no way to write is its name.
Node number_node(double value) {
  return std::isfinite(value) ? json::number(value) : json::text(fmt::format("{}", value));
}

double number_of(const Node& node) {
  if (const auto number = parse_number(node.text())) return *number;
  throw std::runtime_error(fmt::format("'{}' is no number", node.text()));
}

Node numbers_node(std::span<const double> values) {
  std::vector<Node> items;
  for (const double value : values) items.push_back(number_node(value));
  return json::array(std::move(items));
}

Node array_node(const FittedArray& array) {
  if (array.columns == 0) return numbers_node(array.values);
  std::vector<Node> rows;
  for (std::size_t i = 0; i < array.values.size(); i += array.columns)
    rows.push_back(numbers_node(std::span(array.values).subspan(i, array.columns)));
  return json::array(std::move(rows));
}

Node arrays_node(const FittedArrays& arrays) {
  std::vector<Node::Entry> entries;
  for (const FittedArray& array : arrays) entries.push_back({array.name, {}, array_node(array)});
  return Node::map(std::move(entries));
}

Node steps_node(const std::vector<FittedStep>& steps) {
  std::vector<Node> items;
  for (const FittedStep& step : steps) {
    items.push_back(json::object({{"type", json::text(step.type)}, {"fitted", arrays_node(step.arrays)}}));
  }
  return json::array(std::move(items));
}

/// Of columns without names of their own their number says all.
Node columns_node(const FeatureColumns& columns) {
  if (columns == numbered_columns(columns.size()))
    return json::integer(static_cast<std::int64_t>(columns.size()));
  std::vector<Node> items;
  for (const FeatureColumn& column : columns) {
    Node item = json::object({{"name", json::text(column.name)}});
    if (!column.categories.empty()) item = item.with("categories", json::texts(column.categories));
    items.push_back(std::move(item));
  }
  return json::array(std::move(items));
}

Node shape_node(const Shape& shape) {
  std::vector<Node> items;
  for (const Index size : shape) items.push_back(json::integer(size));
  return json::array(std::move(items));
}

std::vector<std::string> texts_of(const Node& node) {
  std::vector<std::string> texts;
  for (const Node& item : node.items()) texts.push_back(item.text());
  return texts;
}

FittedArray array_of(const std::string& name, const Node& node) {
  FittedArray array{name, {}};
  for (const Node& item : node.items()) {
    if (!item.is_sequence()) {
      array.values.push_back(number_of(item));
      continue;
    }
    if (array.columns != 0 && item.items().size() != array.columns)
      throw std::runtime_error(fmt::format("the rows of '{}' are of several lengths", name));
    array.columns = item.items().size();
    std::ranges::transform(item.items(), std::back_inserter(array.values), number_of);
  }
  return array;
}

std::vector<FittedStep> steps_of(const Node& node) {
  std::vector<FittedStep> steps;
  for (const Node& item : node.items()) {
    FittedStep& step = steps.emplace_back();
    step.type = json::text_at(item, "type");
    for (const auto& [name, place, values] : json::at(item, "fitted").entries())
      step.arrays.push_back(array_of(name, values));
  }
  return steps;
}

FeatureColumns columns_of(const Node& node) {
  constexpr double most = 1e9;
  if (node.is_scalar()) {
    const double count = number_of(node);
    if (!(count >= 0 && count <= most)) throw std::runtime_error("a number of columns out of range");
    return numbered_columns(static_cast<std::size_t>(count));
  }
  FeatureColumns columns;
  for (const Node& item : node.items()) {
    const Node* categories = item.find("categories");
    columns.push_back(
        {json::text_at(item, "name"), categories ? texts_of(*categories) : std::vector<std::string>()});
  }
  return columns;
}

}  // namespace

std::string fitted_data_text(const FittedData& data) {
  const Node file =
      json::object({{"sample_shape", shape_node(data.sample_shape)},
                    {"training_rows", json::integer(data.training_rows)},
                    {"columns", columns_node(data.columns)},
                    {"steps", steps_node(data.steps)},
                    {"features", columns_node(data.features)},
                    {"target", data.target_is_input ? json::text("input") : json::texts(data.target_names)},
                    {"classes", json::texts(data.class_names)},
                    {"class_rows", shape_node(data.class_rows)},
                    {"target_steps", steps_node(data.target_steps)}});
  return json::write(file, 1) + "\n";
}

FittedData parse_fitted_data(std::string_view text) {
  const Node file = json::parse(text);
  FittedData data;
  for (const Node& size : json::at(file, "sample_shape").items())
    data.sample_shape.push_back(static_cast<Index>(number_of(size)));
  data.training_rows = json::integer_at(file, "training_rows");
  data.columns = columns_of(json::at(file, "columns"));
  data.steps = steps_of(json::at(file, "steps"));
  data.features = columns_of(json::at(file, "features"));
  const Node& target = json::at(file, "target");
  data.target_names = texts_of(target);
  data.target_is_input = target.is_scalar() && target.text() == "input";
  if (data.target_is_input)
    for (const FeatureColumn& column : data.features) data.target_names.push_back(column.name);
  data.class_names = texts_of(json::at(file, "classes"));
  for (const Node& rows : json::at(file, "class_rows").items())
    data.class_rows.push_back(static_cast<Index>(number_of(rows)));
  data.target_steps = steps_of(json::at(file, "target_steps"));
  return data;
}

}  // namespace runner
