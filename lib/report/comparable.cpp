#include "report/comparable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/text.h"
#include "config/yaml.h"

namespace runner {
namespace {

/// Of a section what leaves its numbers comparable: keys whose last words these are.
constexpr std::array<std::string_view, 8> harmless = {
    "data.split",   "data.preprocess", "data.features",     "data.exclude",
    "data.missing", "data.n_samples",  "data.random_state", "problem.start"};

bool is_within(std::string_view key, std::string_view section) {
  return key == section || (key.starts_with(section) && key.substr(section.size()).starts_with('.'));
}

bool makes_incomparable(const std::string& key, const Column& column) {
  const auto holds_key = [&](std::string_view section) { return is_within(key, section); };
  if (std::ranges::any_of(harmless, holds_key)) return false;
  return is_within(key, "problem") || is_within(key, "data") ||
         (column.role == Role::loss && is_within(key, "loss"));
}

}  // namespace

ComparableGroups comparable_groups(const Plan& plan, const Column& column) {
  std::vector<std::size_t> apart;  // swept columns
  for (std::size_t i = 0; i < plan.swept_columns.size(); ++i) {
    if (makes_incomparable(plan.swept_columns[i], column)) apart.push_back(i);
  }
  ComparableGroups groups;
  groups.of.resize(plan.labels.size(), 0);
  std::map<std::vector<std::string>, std::size_t> known;
  for (const PlannedRun& run : plan.runs) {
    std::vector<std::string> cells, words;
    for (const std::size_t i : apart) {
      cells.push_back(run.cells[i]);
      if (!run.cells[i].empty()) words.push_back(fmt::format("{}={}", plan.swept_columns[i], run.cells[i]));
    }
    const auto [group, is_new] = known.try_emplace(cells, known.size());
    if (is_new) groups.names.push_back(join(words, " "));
    groups.of[run.configuration] = group->second;
  }
  if (groups.names.size() == 1) groups.names.front().clear();
  return groups;
}

std::string measured_on(const Node& resolved, const Column& column) {
  std::string text;
  for (const std::string section : {"problem", "data", "loss"}) {
    const Node* found = resolved.find(section);
    if (!found || !makes_incomparable(section, column)) continue;
    Node kept = *found;
    for (const std::string_view key : harmless) {
      if (key.starts_with(section + ".") && kept.is_map())
        kept = kept.without(key.substr(section.size() + 1));
    }
    text += fmt::format("{}: {}\n", section, to_flow_yaml(kept));
  }
  return text;
}

std::string compared_label(const Plan& plan, const PlannedRun& run, const Column& column) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < plan.swept_columns.size(); ++i) {
    const std::string& name = plan.swept_columns[i];
    if (makes_incomparable(name, column) || run.cells[i].empty()) continue;
    const std::size_t dot = name.find_last_of('.');
    words.push_back(dot == std::string::npos ? run.cells[i]
                                             : fmt::format("{}={}", name.substr(dot + 1), run.cells[i]));
  }
  return join(words, " ");
}

}  // namespace runner
