#include "plan/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "config/yaml.h"

namespace runner {

namespace {

/// A list of components in few words: "Linear(16)-ReLU-Linear(2)"; other values as YAML on one line.
std::string cell_text(const Node& node) {
  if (node.is_scalar()) return node.text();
  if (node.is_null()) return "none";
  if (node.is_map()) {
    const Node* type = node.find("type");
    return type ? type->text() : to_flow_yaml(node);
  }
  std::vector<std::string> parts;
  for (const Node& item : node.items()) {
    const Node* width = item.find("out_features");
    parts.push_back(cell_text(item) + (width ? fmt::format("({})", width->text()) : ""));
  }
  const bool components = !node.items().empty() && node.items().front().find("type");
  return components ? join(parts, "-") : to_flow_yaml(node);
}

std::string cell_at(const Node& tree, const std::string& path) {
  const Node* node = find_path(tree, path);
  return node ? cell_text(*node) : "";
}

bool is_component(const Node* node) {
  return node && node->is_map() && node->find("type");
}

/// The parameters below a swept component that are written down anywhere and whose resolved values differ.
void add_parameters(const std::string& key, const std::vector<Node>& trees, const std::vector<Node>& resolved,
                    std::vector<std::string>& columns) {
  std::vector<std::string> written;
  for (const Node& tree : trees) {
    const Node* node = find_path(tree, key);
    if (!node) continue;
    for (const auto& entry : node->entries()) {
      if (entry.key != "type" && std::find(written.begin(), written.end(), entry.key) == written.end()) {
        written.push_back(entry.key);
      }
    }
  }
  for (const std::string& parameter : written) {
    const std::string path = key + "." + parameter;
    std::set<std::string> values;
    for (const Node& tree : resolved) {
      if (const Node* node = find_path(tree, path)) values.insert(to_flow_yaml(*node));
    }
    if (values.size() > 1) columns.push_back(path);
  }
}

std::string last_segment(const std::string& path) {
  return path.substr(path.find_last_of('.') + 1);
}

/// "Adam lr=0.01 batch_size=16": a component by its type alone, a number by the shortest name that is clear.
std::string label_of(const std::vector<std::string>& columns, const std::vector<bool>& bare,
                     const std::vector<std::string>& cells) {
  std::map<std::string, int> uses;
  for (const auto& column : columns) ++uses[last_segment(column)];
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::string segment = last_segment(columns[i]);
    const std::string& name = uses[segment] > 1 ? columns[i] : segment;
    parts.push_back(bare[i] ? cells[i] : name + "=" + cells[i]);
  }
  return join(parts, " ");
}

void make_unique(std::vector<std::string>& labels) {
  std::map<std::string, int> count, seen;
  for (const auto& label : labels) ++count[label];
  for (auto& label : labels) {
    if (count[label] > 1) label += fmt::format(" #{}", ++seen[label]);
  }
}

}  // namespace

SweptTable swept_table(const std::vector<std::string>& keys, const std::vector<Node>& trees,
                       const std::vector<Node>& resolved, const std::string& name) {
  SweptTable table;
  for (const std::string& key : keys) {
    const auto add = [&](const std::string& column) {
      if (std::find(table.columns.begin(), table.columns.end(), column) == table.columns.end()) {
        table.columns.push_back(column);
      }
    };
    add(key);
    const bool component = std::any_of(resolved.begin(), resolved.end(),
                                       [&](const Node& tree) { return is_component(find_path(tree, key)); });
    if (!component) continue;
    std::vector<std::string> parameters;
    add_parameters(key, trees, resolved, parameters);
    for (const std::string& parameter : parameters) add(parameter);
  }
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    std::vector<std::string> cells;
    std::vector<bool> bare;
    for (const std::string& column : table.columns) {
      const Node* node = find_path(resolved[i], column);
      const Node* written = find_path(trees[i], column);
      cells.push_back(written && written->is_null() ? "none" : cell_at(resolved[i], column));
      bare.push_back(node && !node->is_scalar());
    }
    table.labels.push_back(keys.empty() ? name : label_of(table.columns, bare, cells));
    table.cells.push_back(std::move(cells));
  }
  make_unique(table.labels);
  return table;
}

}  // namespace runner
