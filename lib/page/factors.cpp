#include "page/factors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "config/node.h"

namespace runner::page {
namespace {

using Texts = std::vector<std::string>;

/// What one swept key decides: its own column and those of the components that it chooses between.
struct Group {
  std::size_t column = 0;
  std::vector<std::size_t> children;
};

bool is_inside(const std::string& name, const std::string& other) {
  return name.size() > other.size() && name.starts_with(other) && name[other.size()] == '.';
}

std::vector<Group> groups_of(const Plan& plan) {
  const auto is_key = [&](const std::string& name) {
    return std::ranges::find(plan.swept_keys, name) != plan.swept_keys.end();
  };
  std::vector<Group> groups;
  for (std::size_t i = 0; i < plan.swept_columns.size(); ++i) {
    const std::string& name = plan.swept_columns[i];
    const auto parent = std::ranges::find_if(
        groups, [&](const Group& group) { return is_inside(name, plan.swept_columns[group.column]); });
    if (is_key(name) || parent == groups.end()) {
      groups.push_back({i, {}});
    } else {
      parent->children.push_back(i);
    }
  }
  return groups;
}

/// Per configuration its cells.
std::vector<const Texts*> cells_of(const Plan& plan) {
  std::vector<const Texts*> cells(plan.labels.size(), nullptr);
  for (const PlannedRun& run : plan.runs)
    if (!cells[run.configuration]) cells[run.configuration] = &run.cells;
  return cells;
}

Texts cells_in(const Texts& cells, const Group& group) {
  Texts values = {cells[group.column]};
  for (const std::size_t child : group.children) values.push_back(cells[child]);
  return values;
}

/// Of values that share their first text, that and the children in which they differ: "SGD momentum=0.9".
Texts value_texts(const std::vector<Texts>& values, const Group& group, const Plan& plan) {
  Texts texts;
  for (const Texts& value : values) {
    std::string text = value.front();
    for (std::size_t i = 1; i < value.size(); ++i) {
      const bool differs = std::ranges::any_of(
          values, [&](const Texts& other) { return other.front() == value.front() && other[i] != value[i]; });
      if (!differs || value[i].empty()) continue;
      const std::string& name = plan.swept_columns[group.children[i - 1]];
      text += fmt::format(" {}={}", name.substr(name.rfind('.') + 1), value[i]);
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

/// Steps between neighbours are more alike as ratios than as differences.
bool is_geometric(const std::vector<double>& ascending) {
  if (ascending.front() <= 0) return false;
  if (ascending.back() / ascending.front() >= 100) return true;
  if (ascending.size() < 3) return ascending.back() / ascending.front() >= 10;
  const auto unevenness = [&](auto scale) {
    double least = HUGE_VAL, most = 0;
    for (std::size_t i = 1; i < ascending.size(); ++i) {
      const double step = scale(ascending[i]) - scale(ascending[i - 1]);
      least = std::min(least, step);
      most = std::max(most, step);
    }
    return most / least;
  };
  return unevenness([](double x) { return std::log(x); }) < unevenness([](double x) { return x; });
}

/// Whether all values but empty ones are numbers, enough of them to be more than words.
bool are_numbers(const Texts& texts) {
  std::size_t numbers = 0, empty = 0;
  for (const std::string& text : texts) {
    const auto number = text.empty() ? std::nullopt : parse_number(text);
    if (text.empty()) {
      ++empty;
    } else if (!number || !std::isfinite(*number)) {
      return false;
    }
    numbers += number ? 1 : 0;
  }
  return numbers >= (empty > 0 ? 3U : 2U);
}

void sort_numbers(Factor& factor) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < factor.values.size(); ++i)
    if (const auto number = parse_number(factor.values[i])) order.emplace_back(*number, i);
  std::ranges::sort(order);
  std::vector<std::size_t> place(factor.values.size(), Factor::none);
  Texts values;
  for (const auto& [number, i] : order) {
    place[i] = values.size();
    values.push_back(factor.values[i]);
    factor.numbers.push_back(number);
  }
  factor.values = std::move(values);
  for (std::size_t& value : factor.of) value = place[value];
  factor.log = is_geometric(factor.numbers);
}

Factor factor_of(const Plan& plan, const Group& group, const std::vector<const Texts*>& cells) {
  Factor factor{plan.swept_columns[group.column], group.column, {}, {}, false, {}};
  std::map<Texts, std::size_t> known;
  std::vector<Texts> values;
  for (const Texts* row : cells) {
    Texts value = row ? cells_in(*row, group) : Texts(1 + group.children.size());
    const auto [at, is_new] = known.emplace(value, values.size());
    if (is_new) values.push_back(std::move(value));
    factor.of.push_back(at->second);
  }
  factor.values = value_texts(values, group, plan);
  if (are_numbers(factor.values)) {
    sort_numbers(factor);
  } else {
    for (std::string& value : factor.values)
      if (value.empty()) value = "none";
  }
  return factor;
}

/// Each value of one goes with one value of the other: lists that are paired.
bool go_together(const Factor& a, const Factor& b) {
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < a.of.size(); ++i) pairs.emplace(a.of[i], b.of[i]);
  return pairs.size() == a.values.size() && pairs.size() == b.values.size();
}

/// The whole sweep is a list of cases: its entries are the alternatives, whatever keys they set.
bool is_list_of_cases(const Plan& plan) {
  const Node* sweep = plan.resolved.find("sweep");
  const auto has = [&](std::string_view key) {
    const Node* part = sweep ? sweep->find(key) : nullptr;
    return part && !part->is_null() && (!part->items().empty() || !part->entries().empty());
  };
  return has("cases") && !has("grid") && !has("zip") && !has("random");
}

}  // namespace

std::string Factor::title() const {
  return name.substr(name.rfind('.') + 1);
}

std::vector<Factor> factors_of(const Plan& plan) {
  std::vector<Factor> factors;
  if (plan.labels.size() < 2) return factors;
  if (is_list_of_cases(plan)) {
    Factor all{"configuration", Factor::none, plan.labels, {}, false, {}};
    for (std::size_t i = 0; i < plan.labels.size(); ++i) all.of.push_back(i);
    return {all};
  }
  const bool drawn = find_path(plan.resolved, "sweep.random") != nullptr;
  const auto cells = cells_of(plan);
  for (const Group& group : groups_of(plan)) {
    Factor factor = factor_of(plan, group, cells);
    if (factor.values.size() < 2) continue;
    const bool follows = !drawn && std::ranges::any_of(factors, [&](const Factor& other) {
      return go_together(other, factor);
    });
    if (!follows) factors.push_back(std::move(factor));
  }
  return factors;
}

bool is_grid(const std::vector<Factor>& factors, std::size_t configurations) {
  std::size_t combinations = 1;
  std::set<std::vector<std::size_t>> seen;
  for (const Factor& factor : factors) combinations *= factor.values.size();
  for (std::size_t i = 0; i < configurations; ++i) {
    std::vector<std::size_t> values;
    for (const Factor& factor : factors) values.push_back(factor.of[i]);
    if (std::ranges::find(values, Factor::none) != values.end()) return false;
    seen.insert(std::move(values));
  }
  return seen.size() == combinations;
}

}  // namespace runner::page
