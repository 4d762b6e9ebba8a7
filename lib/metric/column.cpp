#include "metric/column.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/choice.h"

namespace runner {
namespace {

constexpr std::string_view loss_quantity = "loss";

/// What stands in front of the quantity in a column's name: "val_".
std::string prefix_of(Part part) {
  return part == Part::none ? "" : fmt::format("{}_", choice_name(part));
}

Column measured(Part part, std::string_view quantity, Direction better) {
  const Role role = quantity == loss_quantity ? Role::loss : Role::metric;
  return {.name = prefix_of(part).append(quantity), .part = part, .role = role, .better = better};
}

template <class Predicate>
std::optional<std::size_t> find(const std::vector<Column>& columns, Predicate is_it) {
  const auto found = std::find_if(columns.begin(), columns.end(), is_it);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

}  // namespace

Column loss_column(Part part) {
  return measured(part, loss_quantity, Direction::lower);
}

Column metric_column(Part part, std::string_view metric, Direction better) {
  return measured(part, metric, better);
}

Column average_column(const Column& column, std::string name) {
  Column average = renamed(column, std::move(name));
  average.role = Role::metric;
  return average;
}

Column renamed(Column column, std::string name) {
  column.name = std::move(name);
  return column;
}

Column recorded_column(std::string_view name, bool higher_is_better) {
  const Direction better = higher_is_better ? Direction::higher : Direction::lower;
  for (const Part part : {Part::train, Part::val, Part::test}) {
    const std::string prefix = prefix_of(part);
    if (name.starts_with(prefix)) return measured(part, name.substr(prefix.size()), better);
  }
  return measured(Part::none, name, better);
}

std::optional<std::size_t> find_column(const std::vector<Column>& columns, std::string_view name) {
  return find(columns, [&](const Column& column) { return column.name == name; });
}

std::optional<std::size_t> find_column(const std::vector<Column>& columns, Part part, Role role) {
  return find(columns, [&](const Column& column) { return column.part == part && column.role == role; });
}

bool is_better(Direction better, double value, double other, double margin) {
  return better == Direction::higher ? value > other + margin : value < other - margin;
}

double cost(Direction better, double value) {
  return better == Direction::higher ? -value : value;
}

}  // namespace runner
