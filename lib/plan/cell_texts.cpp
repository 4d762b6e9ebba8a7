#include "plan/cell_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "base/text.h"
#include "config/yaml.h"

namespace runner {

namespace {

/// A layer's width stands without its name.
constexpr std::array<std::string_view, 2> widths = {"out_features", "out_channels"};

bool is_width(std::string_view parameter) {
  return std::find(widths.begin(), widths.end(), parameter) != widths.end();
}

bool is_component_list(const Node& node) {
  return node.is_sequence() && !node.items().empty() && node.items().front().find("type");
}

/// Items of one type at one position of the lists: only they have parameters to compare.
struct Peers {
  std::vector<std::pair<std::size_t, std::size_t>> where;  // list and position
  std::vector<const Node*> items;
};

std::vector<Peers> peers_of(const std::vector<Node>& lists) {
  std::map<std::pair<std::size_t, std::string>, Peers> found;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (std::size_t k = 0; k < lists[i].items().size(); ++k) {
      const Node& item = lists[i].items()[k];
      const Node* type = item.find("type");
      Peers& peers = found[{k, type ? type->text() : ""}];
      peers.where.emplace_back(i, k);
      peers.items.push_back(&item);
    }
  }
  std::vector<Peers> all;
  for (auto& [position, peers] : found) all.push_back(std::move(peers));
  return all;
}

/// Those that any of the peers has, in the order of their first appearance.
std::vector<std::string> parameters_of(const Peers& peers) {
  std::vector<std::string> names;
  for (const Node* item : peers.items) {
    for (const Node::Entry& parameter : item->entries()) {
      if (parameter.key != "type" && std::ranges::find(names, parameter.key) == names.end())
        names.push_back(parameter.key);
    }
  }
  return names;
}

/// "Linear(16, bias=false)" for each of the peers: its width, and what differs between them.
std::vector<std::string> peer_texts(const Peers& peers) {
  std::vector<std::vector<std::string>> arguments(peers.items.size());
  for (const std::string& parameter : parameters_of(peers)) {
    std::vector<Node> values;
    for (const Node* item : peers.items) {
      const Node* value = item->find(parameter);
      values.push_back(value ? *value : Node());
    }
    const bool differs = std::any_of(values.begin(), values.end(),
                                     [&](const Node& value) { return !value.same_as(values.front()); });
    if (!differs && !is_width(parameter)) continue;
    const std::vector<std::string> texts = cell_texts(values, false);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string text = texts[i].empty() ? "none" : texts[i];
      auto& list = arguments[i];
      list.insert(is_width(parameter) ? list.begin() : list.end(),
                  is_width(parameter) ? text : fmt::format("{}={}", parameter, text));
    }
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < peers.items.size(); ++i) {
    const Node* type = peers.items[i]->find("type");
    const std::string name = type ? type->text() : to_flow_yaml(*peers.items[i]);
    texts.push_back(arguments[i].empty() ? name : fmt::format("{}({})", name, join(arguments[i], ", ")));
  }
  return texts;
}

std::vector<std::string> list_texts(const std::vector<Node>& lists) {
  std::vector<std::vector<std::string>> parts(lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) parts[i].resize(lists[i].items().size());
  for (const Peers& peers : peers_of(lists)) {
    const std::vector<std::string> texts = peer_texts(peers);
    for (std::size_t i = 0; i < texts.size(); ++i)
      parts[peers.where[i].first][peers.where[i].second] = texts[i];
  }
  std::vector<std::string> texts;
  for (const auto& list : parts) texts.push_back(join(list, "-"));
  return texts;
}

std::string short_text(const Node& node) {
  if (node.is_null()) return "";
  if (node.is_scalar()) return node.text();
  const Node* type = node.find("type");
  return type ? type->text() : to_flow_yaml(node);
}

}  // namespace

std::vector<std::string> cell_texts(const std::vector<Node>& values, bool types_suffice) {
  if (std::any_of(values.begin(), values.end(), is_component_list)) {
    std::vector<std::string> texts = list_texts(values);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!is_component_list(values[i])) texts[i] = short_text(values[i]);
    return texts;
  }
  std::vector<std::string> texts;
  std::map<std::string, const Node*> first_of;
  std::set<std::string> hiding;
  for (const Node& value : values) {
    texts.push_back(short_text(value));
    const auto [entry, added] = first_of.try_emplace(texts.back(), &value);
    if (!added && !value.same_as(*entry->second)) hiding.insert(texts.back());
  }
  if (types_suffice) return texts;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (hiding.count(texts[i])) texts[i] = to_flow_yaml(values[i]);
  return texts;
}

}  // namespace runner
