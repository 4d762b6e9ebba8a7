#include "spec/examples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "config/yaml.h"
#include "spec/codec.h"

namespace runner {

namespace {

/// Whether a value is small enough to be looked at whole.
bool is_short(const Node& node, std::size_t& left) {
  const std::size_t size = 1 + node.text().size();
  if (size > left) return false;
  left -= size;
  return std::ranges::all_of(node.items(), [&](const Node& item) { return is_short(item, left); }) &&
         std::ranges::all_of(node.entries(), [&](const Node::Entry& entry) {
           if (entry.key.size() > left) return false;
           left -= entry.key.size();
           return is_short(entry.value, left);
         });
}

std::string example_of_section(const SpecBase& section, const Registries& registries) {
  const auto fields = section.fields();
  auto found = std::ranges::find_if(fields, &FieldInfo::required);
  const auto counts = [](const FieldInfo& field) {
    return field.type.kind == Type::Kind::integer || field.type.kind == Type::Kind::number;
  };
  if (found == fields.end()) found = std::ranges::find_if(fields, counts);
  if (found == fields.end()) return "…";
  return fmt::format("{{{}: {}}}", found->name, example_of(found->name, found->type, registries));
}

std::string example_of_number(const Type& type) {
  const bool whole = type.kind == Type::Kind::integer;
  for (const double usual : {whole ? 10.0 : 0.1, 1.0, 2.0})
    if (type.range.contains(usual)) return number_text(usual);
  return number_text(std::isfinite(type.range.low) ? type.range.low : type.range.high);
}

}  // namespace

bool is_short(const Node& node) {
  std::size_t left = 4 * longest_shown;
  return is_short(node, left);
}

Node yaml_value(const Node& node) {
  if (is_nothing(node)) return Node();
  if (const auto truth = truth_of(node)) return Codec<bool>::encode(*truth);
  return node;
}

std::string shown_value(const Node& value) {
  if (!is_short(value)) return "…";
  const std::string text = to_flow_yaml(yaml_value(value));
  return character_count(text) > longest_shown ? "…" : text;
}

std::string example_of(std::string_view key, const Type& type, const Registries& registries) {
  const auto& examples = registries.words().examples;
  const auto known = std::ranges::find(examples, key, &KeyExample::key);
  if (known != examples.end()) return known->value;
  switch (type.kind) {
    case Type::Kind::number:
    case Type::Kind::integer:
      return example_of_number(type);
    case Type::Kind::boolean:
      return "true";
    case Type::Kind::choice:
      return type.choices.front();
    case Type::Kind::list:
      return fmt::format("[{}]", example_of("", type.elements.front(), registries));
    case Type::Kind::tuple: {
      std::vector<std::string> parts;
      for (const Type& element : type.elements) parts.push_back(example_of("", element, registries));
      return fmt::format("[{}]", join(parts, ", "));
    }
    case Type::Kind::component:
      return registries.of(type.component).names().front();
    case Type::Kind::section:
      return example_of_section(*type.section, registries);
    case Type::Kind::alternatives:
      return example_of("", type.elements.front(), registries);
    default:
      return "…";
  }
}

}  // namespace runner
