#include "plan/overrides.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace runner {

namespace {

constexpr std::array<std::string_view, 8> of_no_configuration = {"name",   "description", "seed",   "extends",
                                                                 "launch", "checkpoint",  "search", "sweep"};

bool is_of_command_line(const Place& place) {
  return place.source && place.source->command_line;
}

/// The place of a key says nothing: an override of `optimizer.lr` is at that of `optimizer` as well.
void add_keys(const Node& node, const std::string& key, std::vector<std::string>& keys) {
  const bool leads_on = node.is_map() && !node.find("type") && !node.entries().empty();
  if (!leads_on && is_of_command_line(node.place())) return keys.push_back(key);
  for (std::size_t i = 0; i < node.items().size(); ++i)
    add_keys(node.items()[i], key + "." + std::to_string(i), keys);
  for (const Node::Entry& entry : node.entries()) add_keys(entry.value, key + "." + entry.key, keys);
}

/// Whether the sweep sets this key, or one that leads to it.
bool is_swept(const std::string& key, const Axes& axes) {
  return std::ranges::any_of(axes.keys, [&](const SweptKey& swept) {
    return key == swept.name || key.starts_with(swept.name + ".");
  });
}

}  // namespace

std::vector<std::string> overridden_keys(const Node& root, const Axes& axes) {
  std::vector<std::string> keys;
  for (const Node::Entry& entry : root.entries())
    if (std::ranges::find(of_no_configuration, entry.key) == of_no_configuration.end())
      add_keys(entry.value, entry.key, keys);
  std::erase_if(keys, [&](const std::string& key) { return is_swept(key, axes); });
  return keys;
}

}  // namespace runner
