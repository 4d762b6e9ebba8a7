#include "spec/schema.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

#include "base/text.h"
#include "config/yaml.h"

namespace runner {

namespace {

using Json = nlohmann::ordered_json;

/// Files that stand alone name everything; parts (with `extends` or `sweep`) may leave required keys to
/// others.
enum class Completeness { whole, part };

class SchemaWriter {
 public:
  SchemaWriter(const Registries& registries, Completeness completeness)
      : registries_(registries), part_(completeness == Completeness::part) {}

  Json object(const SpecBase& spec, const std::vector<std::string>* type_names) const {
    Json properties = Json::object();
    std::vector<std::string> required;
    if (type_names) {
      properties["type"] = {{"enum", *type_names}, {"description", spec.summary()}};
      required.push_back("type");
    }
    for (const FieldInfo& field : spec.fields()) {
      properties[field.name] = property(field);
      if (field.required && !part_) required.push_back(field.name);
    }
    Json json = {
        {"type", "object"}, {"description", description(spec)}, {"properties", std::move(properties)}};
    if (!required.empty()) json["required"] = required;
    json["additionalProperties"] = false;
    return json;
  }

  /// A bare name, or a map with its `type`; in a part also a map that changes keys of an inherited component.
  Json component(const RegistryBase& registry) const {
    std::vector<std::string> all;
    Json choices = Json::array();
    std::set<std::string> keys;
    for (const std::string& name : registry.names()) {
      std::vector<std::string> spellings = {name};
      for (auto& alias : registry.aliases(name)) spellings.push_back(alias);
      all.insert(all.end(), spellings.begin(), spellings.end());
      Json choice = object(registry.spec(name), &spellings);
      for (const auto& [key, value] : choice["properties"].items()) {
        if (key != "type") keys.insert(key);
      }
      const std::string& short_form = registry.spec(name).short_form();
      if (!short_form.empty()) {
        choices.push_back({{"type", "object"},
                           {"properties", {{name, choice["properties"][short_form]}}},
                           {"required", {name}},
                           {"additionalProperties", false}});
      }
      choices.push_back(std::move(choice));
    }
    choices.insert(choices.begin(), Json{{"enum", all}});
    if (part_) {
      choices.push_back({{"type", "object"}, {"propertyNames", {{"enum", keys}}}});
    }
    return {{"description", "One of the " + registry.plural() + ", by name or as a map with its type."},
            {"anyOf", std::move(choices)}};
  }

  std::string reference(const std::string& kind) const { return "#/$defs/" + kind + (part_ ? "_part" : ""); }

 private:
  static std::string description(const SpecBase& spec) {
    std::string text = spec.summary();
    if (!spec.formula().empty()) text += "\n\n" + spec.formula();
    if (!spec.source().empty()) text += "\n\nSource: " + spec.source();
    return text;
  }

  Json property(const FieldInfo& field) const {
    Json json = value(field.type);
    std::string text = field.help + " (" + reference_text(field.type);
    if (!field.default_value.is_null()) text += "; default " + to_flow_yaml(field.default_value);
    json["description"] = text + ")";
    return json;
  }

  static Json number(const Type& type) {
    Json json = {{"type", type.kind == Type::Kind::integer ? "integer" : "number"}};
    const Range& range = type.range;
    if (std::isfinite(range.low)) json[range.low_open ? "exclusiveMinimum" : "minimum"] = range.low;
    if (std::isfinite(range.high)) json[range.high_open ? "exclusiveMaximum" : "maximum"] = range.high;
    return json;
  }

  Json value(const Type& type) const {
    if (!type.nullable) return plain_value(type);
    return {{"anyOf", {plain_value(type), {{"type", "null"}}}}};
  }

  Json plain_value(const Type& type) const {
    switch (type.kind) {
      case Type::Kind::number:
      case Type::Kind::integer:
        return number(type);
      case Type::Kind::boolean:
        return {{"type", "boolean"}};
      case Type::Kind::text:
        return {{"type", {"string", "number", "boolean"}}};  // `name: 7` is a text
      case Type::Kind::choice:
        return {{"enum", type.choices}};
      case Type::Kind::list:
        return list(type);
      case Type::Kind::tuple:
        return tuple(type);
      case Type::Kind::component:
        return {{"$ref", reference(registries_.of(type.component).kind())}};
      case Type::Kind::section:
        return section(type);
      case Type::Kind::map:
        return {{"type", "object"}, {"additionalProperties", value(type.elements.front())}};
      case Type::Kind::alternatives: {
        Json choices = Json::array();
        for (const Type& element : type.elements) choices.push_back(value(element));
        return {{"anyOf", std::move(choices)}};
      }
      case Type::Kind::any:
        break;
    }
    return Json::object();
  }

  Json section(const Type& type) const {
    Json json = object(*type.section, nullptr);
    if (type.open) json.erase("additionalProperties");
    return json;
  }

  Json list(const Type& type) const {
    Json json = {{"type", "array"}, {"items", value(type.elements.front())}};
    if (type.min_items > 0) json["minItems"] = type.min_items;
    return json;
  }

  Json tuple(const Type& type) const {
    Json items = Json::array();
    for (const Type& element : type.elements) items.push_back(value(element));
    return {{"type", "array"},
            {"prefixItems", std::move(items)},
            {"minItems", type.elements.size()},
            {"maxItems", type.elements.size()}};
  }

  const Registries& registries_;
  bool part_;
};

}  // namespace

std::string json_schema(const SpecBase& root, const Registries& registries, const std::string& title) {
  const SchemaWriter whole(registries, Completeness::whole);
  const SchemaWriter part(registries, Completeness::part);
  Json definitions = Json::object();
  definitions["experiment"] = whole.object(root, nullptr);
  definitions["experiment_part"] = part.object(root, nullptr);
  for (const auto& registry : registries.all()) {
    for (const SchemaWriter* writer : {&whole, &part}) {
      definitions[writer->reference(registry->kind()).substr(std::string("#/$defs/").size())] =
          writer->component(*registry);
    }
  }
  const Json from_elsewhere = {{"anyOf", {{{"required", {"extends"}}}, {{"required", {"sweep"}}}}}};
  const Json json = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                     {"title", title},
                     {"description", root.summary()},
                     {"type", "object"},
                     {"if", from_elsewhere},
                     {"then", {{"$ref", "#/$defs/experiment_part"}}},
                     {"else", {{"$ref", "#/$defs/experiment"}}},
                     {"$defs", std::move(definitions)}};
  constexpr int indent = 1;
  return json.dump(indent) + "\n";
}

}  // namespace runner
