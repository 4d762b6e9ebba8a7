#include "spec/schema.h"

#include <cmath>
#include <set>

#include "base/text.h"
#include "config/json.h"
#include "config/yaml.h"
#include "spec/emptiness.h"

namespace runner {

namespace {

/// {"type": name}
Node of_type(std::string_view name) {
  return json::object({{"type", json::text(name)}});
}

Node any_of(std::vector<Node> choices) {
  return json::object({{"anyOf", json::array(std::move(choices))}});
}

Node enumeration(const std::vector<std::string>& names) {
  return json::object({{"enum", json::texts(names)}});
}

Node reference_to(std::string_view definition) {
  return json::object({{"$ref", json::text(definition)}});
}

/// Files that stand alone name everything; parts (with `extends` or `sweep`) may leave required keys to
/// others.
enum class Completeness { whole, part };

class SchemaWriter {
 public:
  SchemaWriter(const Registries& registries, Completeness completeness)
      : registries_(registries), part_(completeness == Completeness::part) {}

  Node object(const SpecBase& spec, const std::vector<std::string>* type_names) const {
    std::vector<Node::Entry> properties;
    std::vector<std::string> required;
    if (type_names) {
      properties.push_back(
          {"type", {}, enumeration(*type_names).with("description", json::text(spec.summary()))});
      required.emplace_back("type");
    }
    for (const FieldInfo& field : spec.fields()) {
      properties.push_back({field.name, {}, property(field)});
      if (field.required && !part_) required.push_back(field.name);
    }
    Node schema = of_type("object")
                      .with("description", json::text(description(spec)))
                      .with("properties", Node::map(std::move(properties)));
    if (!required.empty()) schema = schema.with("required", json::texts(required));
    return schema.with("additionalProperties", json::boolean(false));
  }

  /// A bare name, or a map with its `type`; in a part also a map that changes keys of an inherited component.
  Node component(const RegistryBase& registry) const {
    std::vector<std::string> all;
    std::vector<Node> choices;
    std::set<std::string> keys;
    for (const std::string& name : registry.names()) {
      std::vector<std::string> spellings = {name};
      for (auto& alias : registry.aliases(name)) spellings.push_back(alias);
      all.insert(all.end(), spellings.begin(), spellings.end());
      Node choice = object(registry.spec(name), &spellings);
      const Node& properties = *choice.find("properties");
      for (const auto& entry : properties.entries())
        if (entry.key != "type") keys.insert(entry.key);
      const std::string& short_form = registry.spec(name).short_form();
      if (!short_form.empty()) choices.push_back(short_object(name, *properties.find(short_form)));
      choices.push_back(std::move(choice));
    }
    choices.insert(choices.begin(), enumeration(all));
    if (part_) {
      choices.push_back(of_type("object").with("propertyNames", enumeration({keys.begin(), keys.end()})));
    }
    return json::object({{"description", json::text("One of the " + registry.plural() +
                                                    ", by name or as a map with its type.")},
                         {"anyOf", json::array(std::move(choices))}});
  }

  /// The name of a kind's definition.
  std::string definition(const std::string& kind) const { return kind + (part_ ? "_part" : ""); }

 private:
  /// `Residual: [...]`
  static Node short_object(std::string_view name, const Node& value) {
    return of_type("object")
        .with("properties", json::object({{name, value}}))
        .with("required", json::texts({std::string(name)}))
        .with("additionalProperties", json::boolean(false));
  }

  static std::string description(const SpecBase& spec) {
    std::string text = spec.summary();
    if (!spec.formula().empty()) text += "\n\n" + spec.formula();
    if (!spec.source().empty()) text += "\n\nSource: " + spec.source();
    return text;
  }

  Node property(const FieldInfo& field) const {
    std::string text = field.help + " (" + reference_text(field.type);
    if (!field.default_value.is_null()) text += "; default " + to_flow_yaml(field.default_value);
    Type type = field.type;
    type.nullable = type.nullable || may_be_empty(type, field.required, field.default_value);
    return value(type).with("description", json::text(text + ")"));
  }

  static Node number(const Type& type) {
    Node schema = of_type(type.kind == Type::Kind::integer ? "integer" : "number");
    const Range& range = type.range;
    if (std::isfinite(range.low))
      schema = schema.with(range.low_open ? "exclusiveMinimum" : "minimum", json::number(range.low));
    if (std::isfinite(range.high))
      schema = schema.with(range.high_open ? "exclusiveMaximum" : "maximum", json::number(range.high));
    return schema;
  }

  Node value(const Type& type) const {
    return type.nullable ? any_of({plain_value(type), of_type("null")}) : plain_value(type);
  }

  Node plain_value(const Type& type) const {
    switch (type.kind) {
      case Type::Kind::number:
      case Type::Kind::integer:
        return number(type);
      case Type::Kind::boolean:
        return of_type("boolean");
      case Type::Kind::text:
        return json::object({{"type", json::texts({"string", "number", "boolean"})}});  // `name: 7` is a text
      case Type::Kind::choice:
        return enumeration(type.choices);
      case Type::Kind::list:
        return list(type);
      case Type::Kind::tuple:
        return tuple(type);
      case Type::Kind::component:
        return reference_to("#/$defs/" + definition(registries_.of(type.component).kind()));
      case Type::Kind::section: {
        const Node section = object(*type.section, nullptr);
        return type.open ? section.without("additionalProperties") : section;
      }
      case Type::Kind::map:
        return of_type("object").with("additionalProperties", value(type.elements.front()));
      case Type::Kind::alternatives:
        return any_of(values(type.elements));
      case Type::Kind::any:
        break;
    }
    return Node::map({});
  }

  std::vector<Node> values(const std::vector<Type>& types) const {
    std::vector<Node> all;
    for (const Type& type : types) all.push_back(value(type));
    return all;
  }

  Node list(const Type& type) const {
    const Node schema = of_type("array").with("items", value(type.elements.front()));
    return type.min_items > 0 ? schema.with("minItems", count(type.min_items)) : schema;
  }

  Node tuple(const Type& type) const {
    return of_type("array")
        .with("prefixItems", json::array(values(type.elements)))
        .with("minItems", count(type.elements.size()))
        .with("maxItems", count(type.elements.size()));
  }

  static Node count(std::size_t items) { return json::integer(static_cast<std::int64_t>(items)); }

  const Registries& registries_;
  bool part_;
};

}  // namespace

std::string json_schema(const SpecBase& root, const Registries& registries, const std::string& title) {
  const SchemaWriter whole(registries, Completeness::whole);
  const SchemaWriter part(registries, Completeness::part);
  const Node notes = json::object({{"^x-", json::boolean(true)}});  // a place for anchors
  std::vector<Node::Entry> definitions = {
      {"experiment", {}, whole.object(root, nullptr).with("patternProperties", notes)},
      {"experiment_part", {}, part.object(root, nullptr).with("patternProperties", notes)}};
  for (const auto& registry : registries.all()) {
    for (const SchemaWriter* writer : {&whole, &part})
      definitions.push_back({writer->definition(registry->kind()), {}, writer->component(*registry)});
  }
  const auto needs = [](std::string_view key) {
    return json::object({{"required", json::texts({std::string(key)})}});
  };
  const Node schema = json::object({{"$schema", json::text("https://json-schema.org/draft/2020-12/schema")},
                                    {"title", json::text(title)},
                                    {"description", json::text(root.summary())},
                                    {"type", json::text("object")},
                                    {"if", any_of({needs("extends"), needs("sweep")})},
                                    {"then", reference_to("#/$defs/experiment_part")},
                                    {"else", reference_to("#/$defs/experiment")},
                                    {"$defs", Node::map(std::move(definitions))}});
  return json::write(schema, 1) + "\n";
}

}  // namespace runner
