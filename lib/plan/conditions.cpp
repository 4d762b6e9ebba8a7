#include "plan/conditions.h"

#include <algorithm>

#include "base/text.h"
#include "spec/registry.h"

namespace runner {

namespace {

/// True for two spellings of one component: `adam` and `Adam`.
bool same_component(const std::string& a, const std::string& b, const Registries& registries) {
  return std::any_of(registries.all().begin(), registries.all().end(), [&](const auto& registry) {
    const std::string* name = registry->find(a);
    return name && name == registry->find(b);
  });
}

bool same_scalar(const Node& a, const Node& b, const Registries& registries) {
  const auto number = [](const Node& node) {
    return node.quoted() ? std::nullopt : parse_number(node.text());
  };
  const auto x = number(a), y = number(b);
  if (x && y) return *x == *y;
  const auto truth = truth_of(a), other = truth_of(b);
  if (truth && other) return *truth == *other;
  return a.text() == b.text() || same_component(a.text(), b.text(), registries);
}

bool fits(const Node& found, const Node& wanted, const Registries& registries);

bool same_list(const Node& a, const Node& b, const Registries& registries) {
  return a.is_sequence() && std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                                       [&](const Node& x, const Node& y) { return fits(x, y, registries); });
}

/// For what is no map: a component by its type, a scalar, a list that is that list.
bool fits(const Node& found, const Node& wanted, const Registries& registries) {
  if (wanted.is_sequence()) return same_list(found, wanted, registries);
  const Node* scalar = found.is_map() ? found.find("type") : &found;
  return scalar && scalar->is_scalar() && wanted.is_scalar() && same_scalar(*scalar, wanted, registries);
}

/// Each key is looked up by itself, since a part of a component may be written and the rest default.
bool holds_at(const std::string& key, const Node& wanted, const Lookup& lookup,
              const Registries& registries) {
  if (wanted.is_map()) {
    return std::all_of(wanted.entries().begin(), wanted.entries().end(), [&](const Node::Entry& entry) {
      return holds_at(key + "." + entry.key, entry.value, lookup, registries);
    });
  }
  if (wanted.is_sequence() &&
      std::any_of(wanted.items().begin(), wanted.items().end(),
                  [&](const Node& item) { return holds_at(key, item, lookup, registries); }))
    return true;
  const Node* found = lookup(key);
  if (is_nothing(wanted)) return !found || is_nothing(*found);
  return found && fits(*found, wanted, registries);
}

}  // namespace

bool holds(const KeyValues& condition, const Lookup& lookup, const Registries& registries) {
  return std::all_of(condition.begin(), condition.end(), [&](const auto& entry) {
    return holds_at(entry.first, entry.second, lookup, registries);
  });
}

}  // namespace runner
