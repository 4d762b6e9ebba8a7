#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"

namespace runner {

/// A value of a YAML text that knows its place. Immutable; copying shares. A scalar is kept as it was
/// written: what it means (number, boolean, text) is decided by the field that reads it.
class Node {
 public:
  enum class Kind { null, scalar, sequence, map };
  struct Entry;

  Node();  ///< null, nowhere
  static Node null(Place place = {});
  static Node scalar(std::string text, Place place = {}, bool quoted = false);
  static Node sequence(std::vector<Node> items, Place place = {});
  static Node map(std::vector<Entry> entries, Place place = {});

  Kind kind() const;
  bool is_null() const { return kind() == Kind::null; }
  bool is_scalar() const { return kind() == Kind::scalar; }
  bool is_sequence() const { return kind() == Kind::sequence; }
  bool is_map() const { return kind() == Kind::map; }

  /// The place of the value: a scalar's token, a collection's first token.
  const Place& place() const;

  const std::string& text() const;            ///< a scalar's text, without its quotes
  bool quoted() const;                        ///< a scalar in quotes (or a block scalar) is never a number
  const std::vector<Node>& items() const;     ///< a sequence's; empty for other kinds
  const std::vector<Entry>& entries() const;  ///< a map's, in the order written; empty for other kinds
  const Node* find(std::string_view key) const;
  const Entry* find_entry(std::string_view key) const;

  /// A copy of this map with `key` set (in place, or appended) or removed.
  Node with(std::string_view key, Node value, Place key_place = {}) const;
  Node without(std::string_view key) const;

  /// True when kind, texts, quoting, keys and their order are equal; places play no part.
  bool same_as(const Node& other) const;

 private:
  struct Data;
  explicit Node(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

struct Node::Entry {
  std::string key;
  Place key_place;
  Node value;
};

/// The node at a dotted path ("optimizer.lr", "network.0.out_features"), or null where there is none.
const Node* find_path(const Node& root, std::string_view path);

/// A copy of `root` with the node at a dotted path replaced. Missing maps on the way are made; a sequence is
/// entered by an index that exists. A bare component name on the way (`optimizer: SGD`) becomes `{type:
/// SGD}`. Returns false and says why in `reason` where the path leads through something else.
bool set_path(Node& root, std::string_view path, const Node& value, const Place& key_place,
              std::string& reason);

}  // namespace runner
