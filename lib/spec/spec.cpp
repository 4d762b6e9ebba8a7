#include "spec/spec.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runner {

void set_range(Type& type, const Range& range) {
  if (type.kind == Type::Kind::number || type.kind == Type::Kind::integer) type.range = range;
  for (Type& element : type.elements) set_range(element, range);
}

std::string unknown_key(const Owner& owner, std::string_view key, const std::vector<std::string>& known) {
  if (known.empty()) return fmt::format("{} takes no {}s", owner.name, owner.member);
  return fmt::format("{} has no {} '{}'{}", owner.name, owner.member, key, suggestion(key, known));
}

std::string missing_key(const Owner& owner, std::string_view key, std::string_view help) {
  return fmt::format("{} needs the {} '{}': {}", owner.name, owner.member, key, help);
}

}  // namespace runner
