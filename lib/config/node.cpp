#include "config/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace runner {

struct Node::Data {
  Kind kind = Kind::null;
  bool quoted = false;
  Place place;
  std::string text;
  std::vector<Node> items;
  std::vector<Entry> entries;
};

Node::Node() : Node(null()) {}

Node Node::null(Place place) {
  Data data;
  data.place = std::move(place);
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node Node::scalar(std::string text, Place place, bool quoted) {
  Data data;
  data.kind = Kind::scalar;
  data.quoted = quoted;
  data.place = std::move(place);
  data.text = std::move(text);
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node Node::sequence(std::vector<Node> items, Place place) {
  Data data;
  data.kind = Kind::sequence;
  data.place = std::move(place);
  data.items = std::move(items);
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node Node::map(std::vector<Entry> entries, Place place) {
  Data data;
  data.kind = Kind::map;
  data.place = std::move(place);
  data.entries = std::move(entries);
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node::Kind Node::kind() const {
  return data_->kind;
}
const Place& Node::place() const {
  return data_->place;
}
const std::string& Node::text() const {
  return data_->text;
}
bool Node::quoted() const {
  return data_->quoted;
}
const std::vector<Node>& Node::items() const {
  return data_->items;
}
const std::vector<Node::Entry>& Node::entries() const {
  return data_->entries;
}

const Node::Entry* Node::find_entry(std::string_view key) const {
  for (const Entry& entry : entries())
    if (entry.key == key) return &entry;
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry != nullptr ? &entry->value : nullptr;
}

Node Node::with(std::string_view key, Node value, Place key_place) const {
  std::vector<Entry> copy = entries();
  const auto at =
      std::find_if(copy.begin(), copy.end(), [&](const Entry& entry) { return entry.key == key; });
  Entry entry{std::string(key), std::move(key_place), std::move(value)};
  if (at != copy.end())
    *at = std::move(entry);
  else
    copy.push_back(std::move(entry));
  return map(std::move(copy), place());
}

Node Node::without(std::string_view key) const {
  std::vector<Entry> copy = entries();
  std::erase_if(copy, [&](const Entry& entry) { return entry.key == key; });
  return map(std::move(copy), place());
}

bool Node::same_as(const Node& other) const {
  if (data_ == other.data_) return true;
  if (kind() != other.kind() || text() != other.text() || quoted() != other.quoted()) return false;
  const auto same_entry = [](const Entry& a, const Entry& b) {
    return a.key == b.key && a.value.same_as(b.value);
  };
  return std::equal(items().begin(), items().end(), other.items().begin(), other.items().end(),
                    [](const Node& a, const Node& b) { return a.same_as(b); }) &&
         std::equal(entries().begin(), entries().end(), other.entries().begin(), other.entries().end(),
                    same_entry);
}

namespace {

constexpr int deepest_path = 64;

/// Takes the first key off `path`. A key of this map may hold dots itself (`sweep.grid` has such): the
/// longest one that begins the path is taken.
std::string_view take_key(const Node& node, std::string_view& path) {
  std::size_t length = std::min(path.find('.'), path.size());
  for (const Node::Entry& entry : node.entries()) {
    const std::size_t size = entry.key.size();
    const bool begins = size > length && path.substr(0, size) == entry.key;
    if (begins && (size == path.size() || path[size] == '.')) length = size;
  }
  const std::string_view key = path.substr(0, length);
  path.remove_prefix(std::min(length + 1, path.size()));
  return key;
}

const Node* find_item(const Node& sequence, std::string_view index) {
  std::size_t i = 0;
  const auto result = std::from_chars(index.data(), index.data() + index.size(), i);
  const bool is_index = result.ec == std::errc() && result.ptr == index.data() + index.size();
  return is_index && i < sequence.items().size() ? &sequence.items()[i] : nullptr;
}

/// `SGD` or `make_moons`, but not a number or a truth value.
bool is_component_name(const Node& node) {
  if (!node.is_scalar() || node.text().empty() || parse_number(node.text())) return false;
  const std::string lower = lower_case(node.text());
  if (lower == "true" || lower == "false") return false;
  return std::all_of(lower.begin(), lower.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

struct PathSetter {
  std::string_view whole;
  const Node& value;
  const Place& key_place;
  std::string& reason;

  /// What the path has led to where `rest` goes on.
  std::string done(std::string_view rest) const {
    if (rest.size() == whole.size()) return "the file";
    return fmt::format("'{}'", whole.substr(0, whole.size() - rest.size() - 1));
  }

  bool set(Node& node, std::string_view rest, int depth) {
    if (rest.empty()) {
      node = value;
      return true;
    }
    if (depth == deepest_path) return refuse(fmt::format("more than {} levels", deepest_path));
    if (node.is_sequence()) return set_item(node, rest, depth);
    const bool is_none = node.is_scalar() && !node.quoted() && node.text() == "None";
    if (node.is_null() || is_none) node = Node::map({}, key_place);
    if (depth > 0 && is_component_name(node)) {
      const Node type = Node::scalar(node.text(), node.place(), node.quoted());
      node = Node::map({{"type", node.place(), type}}, node.place());
    }
    if (node.is_scalar()) return refuse(fmt::format("{} is '{}', not a map", done(rest), node.text()));
    return set_entry(node, rest, depth);
  }

  bool set_entry(Node& node, std::string_view rest, int depth) {
    const std::string_view key = take_key(node, rest);
    if (key.empty()) return refuse(fmt::format("'{}' has an empty part", whole));
    const Node::Entry* old = node.find_entry(key);
    Node inner = old != nullptr ? old->value : Node();
    if (!set(inner, rest, depth + 1)) return false;
    node = node.with(key, std::move(inner), key_place);
    return true;
  }

  bool set_item(Node& node, std::string_view rest, int depth) {
    const std::string list = done(rest);
    const std::string_view index = take_key(node, rest);
    const Node* old = find_item(node, index);
    if (old == nullptr) {
      const std::size_t count = node.items().size();
      return refuse(fmt::format("{} is a list of {} item{} (counted from 0) and has no '{}'", list, count,
                                count == 1 ? "" : "s", index));
    }
    std::vector<Node> items = node.items();
    if (!set(items[static_cast<std::size_t>(old - node.items().data())], rest, depth + 1)) return false;
    node = Node::sequence(std::move(items), node.place());
    return true;
  }

  bool refuse(std::string why) {
    reason = std::move(why);
    return false;
  }
};

}  // namespace

const Node* find_path(const Node& root, std::string_view path) {
  const Node* node = &root;
  while (node != nullptr && !path.empty()) {
    const std::string_view key = take_key(*node, path);
    node = node->is_sequence() ? find_item(*node, key) : node->find(key);
  }
  return node;
}

bool set_path(Node& root, std::string_view path, const Node& value, const Place& key_place,
              std::string& reason) {
  if (path.empty() || path.back() == '.') {
    reason = fmt::format("'{}' has an empty part", path);
    return false;
  }
  Node changed = root;
  if (!PathSetter{path, value, key_place, reason}.set(changed, path, 0)) return false;
  root = std::move(changed);
  return true;
}

}  // namespace runner
