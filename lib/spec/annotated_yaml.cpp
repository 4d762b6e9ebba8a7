#include "spec/annotated_yaml.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/yaml.h"

// What a value is declared as says which sentences belong to the keys inside of it, so node and types are
// walked together. A component or section stands as a block, whatever else holds no keys on one line.

namespace runner {

namespace {

constexpr std::size_t comment_column = 40;  // where sentences begin, unless a line is longer

class Annotator {
 public:
  explicit Annotator(const Registries& registries) : registries_(registries) {}

  void declaration(const Node& value, const SpecBase& spec, std::size_t indent) {
    const std::vector<FieldInfo> fields = spec.fields();
    for (const Node::Entry& entry : value.entries()) {
      const auto field = std::ranges::find(fields, entry.key, &FieldInfo::name);
      if (field == fields.end()) {  // a component's type
        line(indent, entry.key, entry.value, spec.summary());
      } else {
        member(entry.key, entry.value, field->type, field->help, indent);
      }
    }
  }

  std::string text() { return std::move(text_); }

 private:
  const SpecBase* declared(const Node& value, const Type& type) const {
    if (!value.is_map()) return nullptr;
    if (type.kind == Type::Kind::section && !type.open) return type.section;
    if (type.kind == Type::Kind::component) {
      const RegistryBase& registry = registries_.of(type.component);
      const Node* name = value.find("type");
      const std::string* known = name ? registry.find(name->text()) : nullptr;
      return known ? &registry.spec(*known) : nullptr;
    }
    if (type.kind != Type::Kind::alternatives) return nullptr;
    for (const Type& element : type.elements)
      if (const SpecBase* spec = declared(value, element)) return spec;
    return nullptr;
  }

  void member(const std::string& key, const Node& value, const Type& type, const std::string& help,
              std::size_t indent) {
    if (const SpecBase* spec = declared(value, type); spec && !value.entries().empty()) {
      head(indent, key, help);
      declaration(value, *spec, indent + 2);
    } else if (type.kind == Type::Kind::list && value.is_sequence() && !value.items().empty() &&
               std::ranges::any_of(value.items(), [](const Node& item) { return item.is_map(); })) {
      head(indent, key, help);
      for (const Node& item : value.items())
        text_ += fmt::format("{:{}}- {}\n", "", indent + 2, to_flow_yaml(item));
    } else {
      line(indent, key, value, help);
    }
  }

  void head(std::size_t indent, const std::string& key, const std::string& help) {
    with_comment(fmt::format("{:{}}{}:", "", indent, key), help);
  }

  void line(std::size_t indent, const std::string& key, const Node& value, const std::string& help) {
    with_comment(fmt::format("{:{}}{}: {}", "", indent, key, to_flow_yaml(value)), help);
  }

  /// Its first words: the reference has them all.
  static std::string short_help(const std::string& help) {
    constexpr std::size_t longest = 90;
    if (help.size() <= longest) return help;
    std::size_t end = help.size();
    for (const char* mark : {". ", "; ", ": "}) end = std::min(end, help.find(mark, longest / 3));
    return end < longest ? help.substr(0, end) + "." : shortened(help, longest);
  }

  void with_comment(std::string before, const std::string& help) {
    const std::size_t width = character_count(before);
    if (!help.empty())
      before +=
          fmt::format("{:{}}# {}", "", width < comment_column ? comment_column - width : 2, short_help(help));
    text_ += before + "\n";
  }

  const Registries& registries_;
  std::string text_;
};

}  // namespace

std::string annotated_yaml(const Node& resolved, const SpecBase& spec, const Registries& registries) {
  Annotator annotator(registries);
  annotator.declaration(resolved, spec, 0);
  return annotator.text();
}

}  // namespace runner
