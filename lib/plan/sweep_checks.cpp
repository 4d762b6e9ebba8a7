#include "plan/sweep_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

namespace runner {

namespace {

using Spot = std::tuple<const Source*, int, int>;

Spot spot_of(const Place& place) {
  return {place.source.get(), place.line, place.column};
}

void add_spots(const Node& node, std::set<Spot>& spots) {
  spots.insert(spot_of(node.place()));
  for (const Node& item : node.items()) add_spots(item, spots);
  for (const auto& entry : node.entries()) {
    spots.insert(spot_of(entry.key_place));
    add_spots(entry.value, spots);
  }
}

/// The first thing in a value that was given on the command line.
const Place* command_line_place(const Node& node) {
  const auto is_there = [](const Place& place) { return place.source && place.source->command_line; };
  if (is_there(node.place())) return &node.place();
  for (const Node& item : node.items())
    if (const Place* place = command_line_place(item)) return place;
  for (const auto& entry : node.entries()) {
    if (is_there(entry.key_place)) return &entry.key_place;
    if (const Place* place = command_line_place(entry.value)) return place;
  }
  return nullptr;
}

}  // namespace

SweepChecks::SweepChecks(const Node& root, const SweepConfig& sweep, const Axes& axes,
                         const Registries& registries)
    : root_(root),
      sweep_(sweep),
      axes_(axes),
      registries_(registries),
      uses_(axes.keys.size()),
      exclusions_(sweep.exclude.size()) {
  for (const SweptKey& key : axes.keys) {
    const Node* value = find_path(root, key.name);
    const auto known = [&](const BaseValue& base) { return base.name == key.name; };
    if (value && std::none_of(base_values_.begin(), base_values_.end(), known))
      base_values_.push_back({key.name, *value, &key, false});
  }
}

bool SweepChecks::keeps(const Combination& combination) {
  ConfigurationLookup lookup(combination.tree, registries_);
  bool kept = true;
  for (std::size_t i = 0; i < sweep_.exclude.size(); ++i) {
    if (!holds(sweep_.exclude[i], std::ref(lookup), registries_)) continue;
    ++exclusions_[i];
    kept = false;
  }
  count(combination, kept);
  return kept;
}

void SweepChecks::count(const Combination& combination, bool is_run) {
  runs_ += is_run ? 1 : 0;
  const auto& set = combination.set;
  for (auto setting = set.begin(); setting != set.end(); ++setting) {
    const std::string& name = axes_.keys[(*setting)->key].name;
    const auto later = std::find_if(
        setting + 1, set.end(), [&](const Setting* other) { return axes_.keys[other->key].name == name; });
    KeyUse& use = uses_[(*setting)->key];
    use.set = true;
    if (later != set.end()) {
      use.replaced_by = (*later)->key;
    } else {
      use.kept = true;
      use.run = use.run || is_run;
    }
  }
  if (!is_run) return;
  for (BaseValue& base : base_values_) {
    base.used = base.used || std::none_of(set.begin(), set.end(), [&](const Setting* setting) {
                  return axes_.keys[setting->key].name == base.name;
                });
  }
}

std::string SweepChecks::why_unused(const KeyUse& use) const {
  if (!use.set) return "its condition in sweep.when never holds";
  if (!use.kept) return fmt::format("{} replaces it wherever it is set", axes_.keys[use.replaced_by].path);
  return "every run that has it is excluded";
}

void SweepChecks::report(Diagnostics& diagnostics) const {
  if (runs_ == 0 && !exclusions_.empty()) {
    return diagnostics.error(find_path(root_, "sweep")->find_entry("exclude")->key_place,
                             "sweep.exclude: every configuration is excluded");
  }
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    if (uses_[i].run) continue;
    diagnostics.error(axes_.keys[i].place,
                      fmt::format("{}: no run uses this key: {}", axes_.keys[i].path, why_unused(uses_[i])));
  }
  for (std::size_t i = 0; i < exclusions_.size(); ++i) {
    if (exclusions_[i] > 0) continue;
    const std::string path = fmt::format("sweep.exclude.{}", i);
    diagnostics.warning(find_path(root_, path)->place(), path + ": no configuration is like this");
  }
  for (const BaseValue& base : base_values_)
    if (!base.used) warn_of_override(base, diagnostics);
}

std::vector<ReplacedParameter> SweepChecks::replaced_parameters() const {
  std::vector<ReplacedParameter> replaced;
  for (const BaseValue& base : base_values_) {
    const Node* type = base.value.find("type");
    if (base.used || !type) continue;
    for (const auto& entry : base.value.entries()) {
      ReplacedParameter parameter{base.name, type->text(), entry.key, entry.value};
      const bool is_swept =
          std::ranges::any_of(axes_.keys, [&](const SweptKey& key) { return key.name == parameter.path(); });
      if (entry.key != "type" && !is_swept) replaced.push_back(std::move(parameter));
    }
  }
  return replaced;
}

void SweepChecks::warn_of_override(const BaseValue& base, Diagnostics& diagnostics) const {
  const Place* place = command_line_place(base.value);
  if (!place || base.name == "seed") return;  // from there seeds are counted
  diagnostics.warning(*place,
                      fmt::format("{}: every run gets this key from the sweep, so this changes nothing; "
                                  "what is swept is changed by {}=[...]",
                                  base.name, base.key->path));
}

void SweepChecks::check_replaced_values(const Combinations& combinations, const Combination& good,
                                        Diagnostics& diagnostics) const {
  for (const BaseValue& base : base_values_) {
    const auto tree = base.used ? std::nullopt : combinations.tree_without(good, base.name);
    if (!tree) continue;
    Diagnostics found;
    if (bind_experiment(*tree, registries_, found)) continue;
    std::set<Spot> spots;
    add_spots(base.value, spots);
    for (const Diagnostic& one : found.sorted())
      if (spots.count(spot_of(one.place))) diagnostics.error(one.place, one.message);
  }
}

}  // namespace runner
