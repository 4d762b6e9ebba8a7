#include "plan/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/text.h"
#include "plan/cell_texts.h"

namespace runner {

namespace {

/// A swept key, or a parameter of the components that it is swept over.
struct Column {
  std::string name;
  std::size_t key = 0;
  std::string parameter;  // empty: the key itself
};

using Rows = std::vector<std::vector<SweptValue>>;

bool is_component(const Node& node) {
  return node.is_map() && node.find("type");
}

std::vector<Node> values_of(const Rows& rows, const Column& column) {
  std::vector<Node> values;
  values.reserve(rows.size());
  for (const auto& row : rows) {
    const Node& value = row[column.key].resolved;
    const Node* part = column.parameter.empty() ? &value : value.find(column.parameter);
    values.push_back(part ? *part : Node());
  }
  return values;
}

bool differ(const std::vector<Node>& values) {
  const Node* first = nullptr;
  for (const Node& value : values) {
    if (value.is_null()) continue;
    if (first && !first->same_as(value)) return true;
    first = &value;
  }
  return false;
}

/// Whether components of one type have a value there or none: of another type it may be no parameter at all.
bool differ_by_absence(const Rows& rows, const Column& column, const std::vector<Node>& values) {
  std::map<std::string_view, std::set<bool>> has_value;  // by type
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Node* type = rows[row][column.key].resolved.find("type");
    if (type) has_value[type->text()].insert(!values[row].is_null());
  }
  return std::any_of(has_value.begin(), has_value.end(),
                     [](const auto& of_type) { return of_type.second.size() > 1; });
}

/// The parameters of a swept component that are written down anywhere.
std::vector<std::string> written_parameters(const Rows& rows, std::size_t key) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    for (const auto& entry : row[key].written.entries()) {
      if (entry.key != "type" && std::find(names.begin(), names.end(), entry.key) == names.end())
        names.push_back(entry.key);
    }
  }
  return names;
}

std::vector<Column> columns_of(const std::vector<std::string>& keys, const Rows& rows,
                               const std::vector<SweptNames::Parameter>& shown) {
  std::vector<Column> columns;
  const auto add = [&](Column column) {
    const auto same = [&](const Column& other) { return other.name == column.name; };
    if (std::none_of(columns.begin(), columns.end(), same)) columns.push_back(std::move(column));
  };
  for (std::size_t key = 0; key < keys.size(); ++key) {
    add({keys[key], key, ""});
    const bool component = std::any_of(rows.begin(), rows.end(),
                                       [&](const auto& row) { return is_component(row[key].resolved); });
    if (!component) continue;
    std::vector<std::string> parameters = written_parameters(rows, key);
    for (const auto& parameter : shown) {
      if (parameter.key == key && std::ranges::find(parameters, parameter.name) == parameters.end())
        parameters.push_back(parameter.name);
    }
    for (const std::string& parameter : parameters) {
      Column column{keys[key] + "." + parameter, key, parameter};
      const std::vector<Node> values = values_of(rows, column);
      const bool is_shown = std::ranges::find(shown, SweptNames::Parameter{key, parameter}) != shown.end();
      if (is_shown || differ(values) || differ_by_absence(rows, column, values)) add(std::move(column));
    }
  }
  return columns;
}

std::string last_segment(const std::string& path) {
  return path.substr(path.find_last_of('.') + 1);
}

/// What stands before a column's cells in a label: the shortest name that is clear.
std::vector<std::string> label_names(const std::vector<Column>& columns) {
  std::map<std::string, int> uses;
  for (const Column& column : columns) ++uses[last_segment(column.name)];
  std::vector<std::string> names;
  for (const Column& column : columns) {
    const std::string segment = last_segment(column.name);
    names.push_back(uses[segment] > 1 ? column.name : segment);
  }
  return names;
}

void make_unique(std::vector<std::string>& labels) {
  std::map<std::string, int> count, seen;
  for (const auto& label : labels) ++count[label];
  for (auto& label : labels) {
    if (count[label] > 1) label += fmt::format(" #{}", ++seen[label]);
  }
}

}  // namespace

SweptValue swept_value(const Node& tree, const Node& resolved, const std::string& key) {
  const Node* written = find_path(tree, key);
  const Node* found = find_path(resolved, key);
  const bool none = written && is_nothing(*written);
  return {written ? *written : Node(), none ? Node::scalar("none") : found ? *found : Node()};
}

SweptTable swept_table(const std::vector<std::string>& keys, const Rows& rows, const std::string& name,
                       const SweptNames& given) {
  SweptTable table;
  table.cells.resize(rows.size());
  const std::vector<Column> columns = columns_of(keys, rows, given.shown);
  const std::vector<std::string> names = label_names(columns);
  std::vector<std::vector<std::string>> parts(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (!given.case_names[row].empty()) parts[row].push_back(given.case_names[row]);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    table.columns.push_back(columns[i].name);
    const std::vector<Node> values = values_of(rows, columns[i]);
    std::vector<std::string> texts = cell_texts(values, columns[i].parameter.empty());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const bool bare = values[row].is_map() || values[row].is_sequence();  // a component is its own name
      const bool is_named = given.only_in_cases[columns[i].key] && !given.case_names[row].empty();
      // A parameter that is swept by itself is no part of what its component is called.
      const bool is_key = columns[i].parameter.empty();
      const bool is_apart = !is_key && std::ranges::find(keys, columns[i].name) != keys.end();
      const std::string& value_name = given.value_names[row][columns[i].key];
      if (!is_named && !value_name.empty() && !is_apart) {
        if (is_key) parts[row].push_back(value_name);
      } else if (!is_named && !texts[row].empty()) {
        parts[row].push_back(bare ? texts[row] : names[i] + "=" + texts[row]);
      }
      table.cells[row].push_back(std::move(texts[row]));
    }
  }
  for (const auto& part : parts) table.labels.push_back(part.empty() ? name : join(part, " "));
  make_unique(table.labels);
  return table;
}

}  // namespace runner
