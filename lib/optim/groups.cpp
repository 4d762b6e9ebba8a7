#include "optim/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "base/text.h"
#include "optim/optimizer.h"
#include "spec/component_error_sink.h"
#include "spec/registry.h"
#include "spec/spec.h"

// A group is bound as the whole optimizer is, from the options beside the groups with its own laid over them,
// so that defaults, checks and messages are those of the optimizer, at the place of the group.

namespace runner {

OptimizerConfig::OptimizerConfig() = default;
OptimizerConfig::OptimizerConfig(const OptimizerConfig&) = default;
OptimizerConfig& OptimizerConfig::operator=(const OptimizerConfig&) = default;
OptimizerConfig::~OptimizerConfig() = default;

bool OptimizerConfig::uses_averaged_weights_anywhere() const {
  return uses_averaged_weights() || std::ranges::any_of(groups, [](const ParameterGroup& group) {
           return !group.frozen && group.optimizer->uses_averaged_weights_anywhere();
         });
}

namespace {

/// What a group says beside an optimizer's options.
struct GroupKeys {
  std::variant<std::string, std::vector<std::string>> parameters;
  bool frozen = false;

  static Spec<GroupKeys> spec() {
    using C = GroupKeys;
    return Spec<C>("a group", "Parameters that are treated in their own way.")
        .required("parameters", &C::parameters,
                  "names or patterns of parameters, such as 0.weight or *.bias.")
        .field("frozen", &C::frozen, "Leave them as they are.")
        .check("parameters", "a group needs at least one name", [](const C& c) {
          const auto* list = std::get_if<std::vector<std::string>>(&c.parameters);
          return !list || !list->empty();
        });
  }
};

bool is_key_of_group(std::string_view key) {
  return key == "parameters" || key == "frozen";
}

/// A map of the entries that stand for a group itself, or of the others.
Node part(const Node& group, bool keys_of_group) {
  std::vector<Node::Entry> entries;
  for (const Node::Entry& entry : group.entries()) {
    if (is_key_of_group(entry.key) == keys_of_group) entries.push_back(entry);
  }
  return Node::map(std::move(entries), group.place());
}

/// The options of an optimizer with those of a group over them, at the group's place.
Node merged(const Node& base, const Node& options) {
  Node whole = Node::map(base.entries(), options.place());
  for (const Node::Entry& entry : options.entries())
    whole = whole.with(entry.key, entry.value, entry.key_place);
  return whole;
}

bool decode_group(const Cursor& list, std::size_t index, const Node* base, BindContext& context,
                  ParameterGroup& out) {
  const Node& node = list.node().items()[index];
  const Cursor at(list, index, node);
  if (!node.is_map()) return context.error(at, expected("a map with `parameters` and options", node));
  GroupKeys keys;
  const Node own = part(node, true), options = part(node, false);
  if (!spec_of<GroupKeys>().decode(Cursor(list, index, own), {"a group", Owner::Kind::section}, context,
                                   &keys))
    return false;
  if (const auto* one = std::get_if<std::string>(&keys.parameters)) {
    out.parameters = {*one};
  } else {
    out.parameters = std::get<std::vector<std::string>>(keys.parameters);
  }
  out.frozen = keys.frozen;
  out.node = node;
  out.path = at.path();
  for (const Node::Entry& entry : options.entries()) {
    const Cursor option(at, entry.key, entry.value);
    if (keys.frozen) return context.error(option, entry.key_place, "a frozen group has no options");
    if (entry.key == "groups") return context.error(option, entry.key_place, "a group has no groups in it");
    out.written.push_back(entry.key);
  }
  if (keys.frozen) return true;
  const auto& registry = context.registries.of<OptimizerConfig>();
  const bool own_type = options.find("type") != nullptr;
  if (!own_type && !base)
    return true;  // what is wrong with the options beside the groups is said there, once
  const Node whole = own_type ? options : merged(*base, options);
  return registry.bind(Cursor(list, index, whole), context, out.optimizer);
}

}  // namespace

Type Codec<std::vector<ParameterGroup>>::type() {
  return {.kind = Type::Kind::list,
          .elements = {{.kind = Type::Kind::section,
                        .component = std::string(OptimizerConfig::kind),
                        .section = &spec_of<GroupKeys>(),
                        .open = true}}};
}

bool Codec<std::vector<ParameterGroup>>::decode(const Cursor& at, const Type&, BindContext& context,
                                                std::vector<ParameterGroup>& out) {
  out.clear();
  if (!at.node().is_sequence()) return context.error(at, expected("a list of groups", at.node()));
  const Node base = at.parent()->node().without("groups");
  Diagnostics unheard;
  BindContext quiet{unheard, context.registries};
  Component<OptimizerConfig> whole;
  const bool sound = context.registries.of<OptimizerConfig>().bind(Cursor(base), quiet, whole);
  bool good = true;
  for (std::size_t i = 0; i < at.node().items().size(); ++i) {
    good &= decode_group(at, i, sound ? &base : nullptr, context, out.emplace_back());
  }
  return good;
}

Node Codec<std::vector<ParameterGroup>>::encode(const std::vector<ParameterGroup>& groups) {
  if (groups.empty()) return {};
  std::vector<Node> items;
  for (const ParameterGroup& group : groups) {
    std::vector<Node::Entry> entries;
    entries.push_back({"parameters", {}, Codec<std::vector<std::string>>::encode(group.parameters)});
    if (group.frozen) entries.push_back({"frozen", {}, Node::scalar("true")});
    const bool whole = std::ranges::find(group.written, "type") != group.written.end();
    for (const Node::Entry& entry :
         group.frozen ? std::vector<Node::Entry>() : group.optimizer.resolved.entries()) {
      if (whole || std::ranges::find(group.written, entry.key) != group.written.end())
        entries.push_back(entry);
    }
    items.push_back(Node::map(std::move(entries)));
  }
  return Node::sequence(std::move(items));
}

bool matches(std::string_view pattern, std::string_view name) {
  // Where a star stands, the rest is tried again one character later each time it fails.
  std::size_t p = 0, n = 0, star = std::string_view::npos, after = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<std::size_t> group_of_each(const std::vector<ParameterGroup>& groups,
                                       const ParameterLayout& layout) {
  std::vector<std::size_t> found;
  for (const ParameterView& view : layout) {
    const auto takes = [&](const ParameterGroup& group) {
      return std::ranges::any_of(group.parameters, [&](const auto& p) { return matches(p, view.name); });
    };
    found.push_back(static_cast<std::size_t>(std::ranges::find_if(groups, takes) - groups.begin()));
  }
  return found;
}

ParameterLayout frozen_tensors(const OptimizerConfig& config, const ParameterLayout& layout) {
  ParameterLayout frozen;
  const auto group = group_of_each(config.groups, layout);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if (group[i] < config.groups.size() && config.groups[group[i]].frozen) frozen.push_back(layout[i]);
  }
  if (const Component<OptimizerConfig>* inner = config.wrapped()) {
    for (ParameterView& view : frozen_tensors(*inner->config, layout)) frozen.push_back(std::move(view));
  }
  return frozen;
}

void OptimizerConfig::set_group_momentum(double momentum) {
  for (ParameterGroup& group : groups) {
    if (group.frozen) continue;
    if (auto changed = group.optimizer->with_momentum(momentum)) group.optimizer.config = std::move(changed);
  }
}

std::vector<double> OptimizerConfig::learning_rates() const {
  if (groups.empty() && wrapped()) return (*wrapped())->learning_rates();
  std::vector<double> rates = {learning_rate()};
  for (const ParameterGroup& group : groups) {
    if (!group.frozen) rates.push_back(group.optimizer->learning_rate());
  }
  return rates;
}

namespace {

void check_patterns(const ParameterGroup& group, const ParameterLayout& layout, Diagnostics& diagnostics) {
  const Node& written = *group.node.find("parameters");
  for (std::size_t i = 0; i < group.parameters.size(); ++i) {
    const std::string& pattern = group.parameters[i];
    std::vector<std::string> names;
    for (const ParameterView& view : layout) names.push_back(view.name);
    if (std::ranges::any_of(names, [&](const std::string& name) { return matches(pattern, name); })) continue;
    constexpr std::size_t most = 12;
    const std::string more = names.size() > most ? ", …" : "";
    if (names.size() > most) names.resize(most);
    const Node& at = written.is_sequence() ? written.items()[i] : written;
    diagnostics.error(at.place(), fmt::format("{}.parameters: no parameter matches '{}'; there are {}{}",
                                              group.path, pattern, join(names, ", "), more));
  }
}

}  // namespace

void check_parameters(const Component<OptimizerConfig>& optimizer, const ParameterLayout& layout,
                      Diagnostics& diagnostics) {
  const auto& groups = optimizer->groups;
  const auto group = group_of_each(groups, layout);
  std::vector<ParameterLayout> parts(groups.size() + 1);
  for (std::size_t i = 0; i < layout.size(); ++i) parts[group[i]].push_back(layout[i]);
  for (std::size_t k = 0; k < groups.size(); ++k) {
    check_patterns(groups[k], layout, diagnostics);
    if (groups[k].frozen) continue;
    ComponentErrorSink sink(groups[k].optimizer, diagnostics);
    groups[k].optimizer->check(parts[k], sink);
    if (groups[k].optimizer->needs_closure()) {
      sink.error("", fmt::format("{} takes several gradients in a step and can't be a group's optimizer",
                                 groups[k].optimizer.type));
    }
  }
  ComponentErrorSink sink(optimizer, diagnostics);
  optimizer->check(parts.back(), sink);
  if (!layout.empty() && frozen_tensors(*optimizer.config, layout).size() == layout.size())
    sink.error("groups", "every parameter is frozen; there is nothing to train");
  if (const Component<OptimizerConfig>* inner = optimizer->wrapped())
    check_parameters(*inner, parts.back(), diagnostics);
}

}  // namespace runner
