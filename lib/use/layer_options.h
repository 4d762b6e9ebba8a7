#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "config/node.h"

namespace runner {

// A component's options as its resolved node has them, every default included.

inline double number_option(const Node& node, std::string_view key, double otherwise) {
  const Node* found = node.find(key);
  return found && found->is_scalar() ? parse_number(found->text()).value_or(otherwise) : otherwise;
}

inline bool flag_option(const Node& node, std::string_view key, bool otherwise) {
  const Node* found = node.find(key);
  return found && found->is_scalar() ? found->text() == "true" : otherwise;
}

inline std::string text_option(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found && found->is_scalar() ? found->text() : std::string();
}

}  // namespace runner
