#include "spec/reference.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/yaml.h"
#include "spec/keys.h"

namespace runner {

namespace {

std::string default_text(const FieldInfo& field) {
  if (field.required) return "required";
  return field.default_value.is_null() ? "none" : to_flow_yaml(field.default_value);
}

std::string also_text(const RegistryBase& registry, const std::string& name) {
  const auto aliases = registry.aliases(name);
  return aliases.empty() ? "" : join(aliases, ", ");
}

/// A cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

std::string field_table(const SpecBase& spec) {
  const auto fields = spec.fields();
  if (fields.empty()) return "No parameters.\n";
  std::string text = "| parameter | type | default | meaning |\n|---|---|---|---|\n";
  for (const FieldInfo& field : fields) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", field.name, cell(reference_text(field.type)),
                        cell(default_text(field)), cell(field.help));
  }
  return text;
}

/// Each line of a formula indented, for the terminal and as a code block.
std::string indented(const std::string& text) {
  std::string result = "    ";
  for (char c : text) {
    result += c;
    if (c == '\n') result += "    ";
  }
  return result + "\n";
}

void add_sections(const SpecBase& spec, const std::string& path, std::string& text);

/// A section, wherever it stands in a type: by itself, as one of several forms, or in a list or map.
void add_section(const Type& type, const std::string& name, std::string& text) {
  for (const Type& element : type.elements) add_section(element, name, text);
  if (type.kind != Type::Kind::section) return;
  const std::string heading =
      type.section->name().starts_with("a ") ? type.section->name() : fmt::format("`{}`", name);
  const std::string title = fmt::format("\n## {}\n", heading);
  if (text.find(title) != std::string::npos) return;
  text += fmt::format("{}\n{}\n\n{}", title, type.section->summary(), field_table(*type.section));
  add_sections(*type.section, name, text);
}

void add_sections(const SpecBase& spec, const std::string& path, std::string& text) {
  for (const FieldInfo& field : spec.fields())
    add_section(field.type, path.empty() ? field.name : path + "." + field.name, text);
}

/// Fields for the terminal: meaning, type and default of each.
std::string field_lines(const std::vector<FieldInfo>& fields) {
  std::size_t width = 0;
  for (const FieldInfo& field : fields) width = std::max(width, field.name.size());
  std::string text;
  for (const FieldInfo& field : fields) {
    text += fmt::format("  {:<{}}  {}\n  {:<{}}  {}; default: {}\n", field.name, width, field.help, "", width,
                        reference_text(field.type), default_text(field));
  }
  return text;
}

/// The section that a type takes, by itself or as one of several forms; null where it takes none.
const SpecBase* section_in(const Type& type) {
  if (type.kind == Type::Kind::section) return type.section;
  for (const Type& element : type.elements)
    if (type.kind != Type::Kind::list && type.kind != Type::Kind::map)
      if (const SpecBase* section = section_in(element)) return section;
  return nullptr;
}

/// The kind of components that a type takes, alone or in a list; empty for none.
std::string kind_in(const Type& type) {
  if (type.kind == Type::Kind::component) return type.component;
  for (const Type& element : type.elements)
    if (std::string kind = kind_in(element); !kind.empty()) return kind;
  return "";
}

/// "of SGD and 20 other optimizers"
std::string owners_text(const KeyPlace& place) {
  constexpr std::size_t most = 3;
  const auto& names = place.components;
  if (names.size() <= most) return "of " + join(names, ", ");
  return fmt::format("of {} and {} other {}", names.front(), names.size() - 1, place.registry->plural());
}

std::string explain_place(const KeyPlace& place, const Registries& registries) {
  const FieldInfo& field = place.field;
  std::string text = place.path;
  if (place.registry) text += fmt::format(" ({})", owners_text(place));
  text +=
      fmt::format("\n  {}\n  {}; default: {}\n", field.help, reference_text(field.type), default_text(field));
  if (const SpecBase* section = section_in(field.type)) text += "\nKeys\n" + field_lines(section->fields());
  const std::string kind = kind_in(field.type);
  if (!kind.empty()) {
    const std::string& plural = registries.of(kind).plural();
    text += fmt::format("\nThe {}: runner list {}\n", plural,
                        plural.find(' ') == std::string::npos ? plural : fmt::format("'{}'", plural));
  }
  return text;
}

}  // namespace

std::string explain(const RegistryBase& registry, const std::string& name) {
  const SpecBase& spec = registry.spec(name);
  std::string text = fmt::format("{} ({})\n  {}\n", name, registry.kind(), spec.summary());
  if (!spec.formula().empty()) text += "\nFormula\n" + indented(spec.formula());
  const auto fields = spec.fields();
  text += fields.empty() ? "\nNo parameters.\n" : "\nParameters\n" + field_lines(fields);
  if (!spec.source().empty()) text += fmt::format("\nSource: {}\n", spec.source());
  const std::string also = also_text(registry, name);
  if (!also.empty()) text += fmt::format("Also written: {}\n", also);
  return text;
}

std::string explain_key(std::string_view asked, const SpecBase& root, const Registries& registries) {
  if (asked == "experiment") return fmt::format("{}\n\nKeys\n{}", root.summary(), field_lines(root.fields()));
  const std::vector<KeyPlace>& all = all_keys(root, registries);
  const bool is_path = std::ranges::find(all, asked, &KeyPlace::path) != all.end();
  std::string text;
  for (const KeyPlace& place : all) {
    if (is_path ? place.path != asked : place.name() != asked) continue;
    text += (text.empty() ? "" : "\n") + explain_place(place, registries);
  }
  return text;
}

std::string list_of(const RegistryBase& registry) {
  std::size_t width = 0;
  for (const auto& name : registry.names()) width = std::max(width, name.size());
  std::string text = registry.plural() + "\n";
  for (const auto& name : registry.names()) {
    text += fmt::format("  {:<{}}  {}\n", name, width, registry.spec(name).summary());
  }
  return text;
}

std::string reference_page(const RegistryBase& registry) {
  std::string title = registry.plural();
  title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  std::string text =
      fmt::format("# {}\n\nMade by `./dev lint --fix` from the declarations in `lib/`.\n", title);
  for (const auto& name : registry.names()) {
    const SpecBase& spec = registry.spec(name);
    text += fmt::format("\n## {}\n\n{}\n\n", name, spec.summary());
    if (!spec.formula().empty()) text += indented(spec.formula()) + "\n";
    text += field_table(spec);
    if (!spec.source().empty()) text += fmt::format("\nSource: {}\n", spec.source());
    const std::string also = also_text(registry, name);
    if (!also.empty()) text += fmt::format("\nAlso written: {}\n", also);
  }
  return text;
}

std::string not_supported_page(const Registries& registries) {
  std::string text =
      "# What is not supported\n\nNames of PyTorch and scikit-learn that an experiment file can't use, with "
      "the "
      "reason and the nearest alternative;\nusing one says the same. Made by `./dev lint --fix` from the "
      "list in "
      "`lib/catalog/not_supported.cpp`.\n";
  for (const auto& registry : registries.all()) {
    if (registry->not_supported().empty()) continue;
    text += fmt::format("\n## {}\n\n| name | why | instead |\n|---|---|---|\n", registry->plural());
    for (const NotSupported& known : registry->not_supported())
      text += fmt::format("| {} | {} | {} |\n", known.name, cell(known.reason), cell(known.instead));
  }
  return text;
}

std::string reference_page(const SpecBase& section, const std::string& title) {
  std::string text =
      fmt::format("# {}\n\n{}\nMade by `./dev lint --fix` from the declarations in `lib/`.\n\n{}", title,
                  section.summary(), field_table(section));
  add_sections(section, "", text);
  return text;
}

}  // namespace runner
