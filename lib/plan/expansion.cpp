#include "plan/expansion.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/yaml.h"

namespace runner {

const Node* ConfigurationLookup::operator()(std::string_view key) {
  if (const Node* written = find_path(tree_, key)) return written;
  if (!resolved_) {
    Diagnostics told_elsewhere;
    const auto config = bind_experiment(tree_, registries_, told_elsewhere);
    resolved_ = config ? resolve(*config) : Node();
  }
  return find_path(*resolved_, key);
}

Combinations::Combinations(Node base, const Axes& axes, const Registries& registries)
    : base_(std::move(base)), axes_(axes), registries_(registries) {}

std::vector<const Setting*> Combinations::settings(std::size_t index) const {
  std::vector<const Setting*> chosen;
  for (std::size_t i = axes_.axes.size(); i-- > 0;) {
    const Axis& axis = axes_.axes[i];
    for (const Setting& setting : axis[index % axis.size()]) chosen.push_back(&setting);
    index /= axis.size();
  }
  std::sort(chosen.begin(), chosen.end(), [&](const Setting* a, const Setting* b) {
    return axes_.keys[a->key].rank < axes_.keys[b->key].rank;
  });
  return chosen;
}

std::string Combinations::case_name(std::size_t index) const {
  if (axes_.cases.names.empty()) return "";
  for (std::size_t i = axes_.axes.size() - 1; i > axes_.cases.axis; --i) index /= axes_.axes[i].size();
  return axes_.cases.names[index % axes_.cases.names.size()];
}

std::optional<Node> Combinations::tree_of(const std::vector<const Setting*>& settings,
                                          Diagnostics& diagnostics) {
  Node tree = base_;
  for (const Setting* setting : settings) {
    const SweptKey& key = axes_.keys[setting->key];
    std::string reason;
    if (set_path(tree, key.name, setting->value, key.place, reason)) continue;
    diagnostics.error(key.place, fmt::format("{}: {}", key.path, reason));
    bad_.insert(setting);
    return std::nullopt;
  }
  return tree;
}

/// Sets what has no condition; then each condition in turn looks at the tree so far.
bool Combinations::decide(std::vector<const Setting*> settings, Combination& out, Diagnostics& diagnostics) {
  const auto conditional = [&](const Setting* s) { return axes_.keys[s->key].condition.has_value(); };
  std::copy_if(settings.begin(), settings.end(), std::back_inserter(out.set), std::not_fn(conditional));
  auto tree = tree_of(out.set, diagnostics);
  for (std::size_t i = 0; tree && i < axes_.conditions.size(); ++i) {
    std::vector<const Setting*> its;
    std::copy_if(settings.begin(), settings.end(), std::back_inserter(its),
                 [&](const Setting* s) { return axes_.keys[s->key].condition == i; });
    if (its.empty()) continue;
    ConfigurationLookup lookup(*tree, registries_);
    const bool swept = holds(axes_.conditions[i].condition, std::ref(lookup), registries_);
    auto& part = swept ? out.set : out.unswept;
    part.insert(part.end(), its.begin(), its.end());
    if (!swept) continue;
    std::sort(out.set.begin(), out.set.end(), [&](const Setting* a, const Setting* b) {
      return axes_.keys[a->key].rank < axes_.keys[b->key].rank;
    });
    tree = tree_of(out.set, diagnostics);
  }
  if (tree) out.tree = std::move(*tree);
  return tree.has_value();
}

/// Combinations that differ in unswept settings alone are one. They are told apart by the points taken or,
/// of a point that is set in part, by what it sets.
bool Combinations::is_new(std::size_t index, const Combination& combination) {
  if (axes_.conditions.empty()) return true;
  std::string signature;
  for (std::size_t i = axes_.axes.size(); i-- > 0;) {
    const Axis& axis = axes_.axes[i];
    const Point& point = axis[index % axis.size()];
    const auto is_set = [&](const Setting& s) {
      return std::find(combination.set.begin(), combination.set.end(), &s) != combination.set.end();
    };
    if (std::all_of(point.begin(), point.end(), is_set)) {
      signature += fmt::format("{};", index % axis.size());
    } else {
      for (const Setting& s : point)
        if (is_set(s)) signature += fmt::format("{}: {};", axes_.keys[s.key].name, to_flow_yaml(s.value));
      signature += ';';
    }
    index /= axis.size();
  }
  return seen_.insert(std::move(signature)).second;
}

std::optional<Combination> Combinations::make(std::size_t index, Diagnostics& diagnostics) {
  std::vector<const Setting*> chosen = settings(index);
  const bool can_be =
      std::none_of(chosen.begin(), chosen.end(), [&](const Setting* s) { return bad_.count(s); });
  Combination combination;
  if (!can_be || !decide(std::move(chosen), combination, diagnostics)) return std::nullopt;
  if (!is_new(index, combination)) return std::nullopt;
  combination.case_name = case_name(index);
  return combination;
}

std::optional<Node> Combinations::tree_without(const Combination& combination,
                                               std::string_view left_out) const {
  Node tree = base_;
  for (const Setting* setting : combination.set) {
    const SweptKey& key = axes_.keys[setting->key];
    std::string reason;
    if (key.name != left_out && !set_path(tree, key.name, setting->value, key.place, reason))
      return std::nullopt;
  }
  return tree;
}

}  // namespace runner
