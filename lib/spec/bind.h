#pragma once

#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "config/node.h"

namespace runner {

class Registries;
class SpecBase;
struct Type;

/// A node together with the way to it from the root of the file. Lives on the stack while a file is bound.
class Cursor {
 public:
  explicit Cursor(const Node& root) : node_(&root) {}
  Cursor(const Cursor& parent, std::string_view key, const Node& node)
      : parent_(&parent), key_(key), node_(&node) {}
  Cursor(const Cursor& parent, std::size_t index, const Node& node)
      : parent_(&parent), index_(index), node_(&node) {}

  const Node& node() const { return *node_; }
  const Cursor* parent() const { return parent_; }  ///< null at the root
  /// The same way to another node in this one's place.
  Cursor with(const Node& node) const {
    Cursor other = *this;
    other.node_ = &node;
    return other;
  }
  std::string key() const;   ///< the last part of the path
  std::string path() const;  ///< dotted: "network.0.out_features"; empty at the root

 private:
  const Cursor* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  const Node* node_;
};

/// A part of a source, from a place up to where another begins.
struct Stretch {
  SourcePtr source;
  int line = 0, column = 0;
  int end_line = 0, end_column = 0;

  bool has(const Place& place) const;
};

/// The field that is being read, for messages that show what it could be.
struct FieldDefault {
  const Cursor* owner;  ///< the map that it stands in
  std::string_view name;
  Node (*encode)(const void* member);
  const void* member;  ///< with its default; null where it has none
};

/// What binding needs: where messages go and which components exist.
struct BindContext {
  Diagnostics& diagnostics;
  const Registries& registries;
  /// The declaration of the whole file: then messages end in the line to write. Null where a part is read
  /// alone.
  const SpecBase* root = nullptr;
  const FieldDefault* field = nullptr;  ///< that is being read
  Stretch answered = {};                ///< all that is wrong here is told by the last message

  /// Reports at the node's value, with its path in front. Returns false, so that `return error(…)` reads
  /// well.
  bool error(const Cursor& at, std::string_view message);
  bool error(const Cursor& at, const Place& place, std::string_view message);
  /// Reports that the value is not `what`, by default what the type takes.
  bool wrong_type(const Cursor& at, const Type& type, std::string_view what = {});
};

/// Whether nothing is written: null, or None as Python has it.
bool is_nothing(const Node& node);

/// The message for a value of the wrong type: "expected a number, not 'abc'".
std::string expected(std::string_view what, const Node& found);

/// A value as messages quote it: 'abc', the text 'abc' in quotes, a list, a map, nothing.
std::string describe(const Node& node);

}  // namespace runner
