#include "spec/identity_node.h"

#include <algorithm>
#include <cassert>

namespace runner {

namespace {

/// Whether a value has the shape of a type: of alternatives the first one that fits was read, as
/// `Codec<std::variant<…>>` has it.
bool fits(const Node& value, const Type& type) {
  switch (type.kind) {
    case Type::Kind::any:
      return true;
    case Type::Kind::component:
    case Type::Kind::section:
    case Type::Kind::map:
      return value.is_map();
    case Type::Kind::list:
    case Type::Kind::tuple:
      return value.is_sequence() &&
             (value.items().empty() || fits(value.items().front(), type.elements.front()));
    case Type::Kind::alternatives:
      return std::ranges::any_of(type.elements, [&](const Type& element) { return fits(value, element); });
    default:
      return value.is_scalar();
  }
}

/// Whether there may be declared things in a value: a list of a thousand numbers is not looked through.
bool holds_declarations(const Type& type) {
  return type.kind == Type::Kind::component || type.kind == Type::Kind::section ||
         std::ranges::any_of(type.elements, holds_declarations);
}

const FieldInfo* find(const std::vector<FieldInfo>& fields, const std::string& name) {
  const auto found = std::ranges::find(fields, name, &FieldInfo::name);
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

class IdentityNodes::Walk {
 public:
  Walk(IdentityNodes& declared, const RevisionOf& revision_of)
      : declared_(declared), revision_of_(revision_of) {}

  Node declaration(const Node& value, const SpecBase& spec) const {
    const std::vector<FieldInfo>& fields = declared_.fields_of(spec);
    std::vector<Node::Entry> entries;
    for (const Node::Entry& entry : value.entries()) {
      const FieldInfo* field = find(fields, entry.key);
      if (!field) {
        entries.push_back(entry);  // a component's type
      } else if (revision_of_(spec) < field->default_since && entry.value.same_as(field->default_value)) {
        entries.push_back({entry.key, entry.key_place, field->earlier_default});
      } else if (field->since <= declared_.format_ || !entry.value.same_as(field->default_value)) {
        entries.push_back({entry.key, entry.key_place, any(entry.value, field->type, spec)});
      }
    }
    if (const int revision = revision_of_(spec); revision > 1)
      entries.push_back({"revision", {}, Codec<std::int64_t>::encode(revision)});
    return Node::map(std::move(entries), value.place());
  }

 private:
  /// `owner`: the declaration that has a field of this type.
  Node any(const Node& value, const Type& type, const SpecBase& owner) const {
    if (!holds_declarations(type)) return value;
    switch (type.kind) {
      case Type::Kind::component:
        return value.is_map() ? component(value, type.component) : value;
      case Type::Kind::section:
        if (type.open) return open_section(value, type, owner);
        return value.is_map() ? declaration(value, *type.section) : value;
      case Type::Kind::list:
      case Type::Kind::tuple:
        return items(value, type, owner);
      case Type::Kind::map:
        return values(value, type, owner);
      case Type::Kind::alternatives:
        for (const Type& element : type.elements)
          if (fits(value, element)) return any(value, element, owner);
        return value;
      default:
        return value;
    }
  }

  Node component(const Node& value, const std::string& kind) const {
    const RegistryBase& registry = declared_.registries_.of(kind);
    const Node* type = value.find("type");
    const std::string* name = type ? registry.find(type->text()) : nullptr;
    assert(name && "what is resolved names a component that exists");
    return declaration(value, registry.spec(*name));
  }

  /// Beside its own keys it has those of a component: one that it names, whole, or some of its owner's. Of
  /// the latter none is left out, since they stand over values that need not be the defaults.
  Node open_section(const Node& value, const Type& type, const SpecBase& owner) const {
    if (value.find("type")) return component(value, type.component);
    Node changed = value;
    for (const Node::Entry& entry : value.entries())
      if (const FieldInfo* field = find(declared_.fields_of(owner), entry.key))
        changed = changed.with(entry.key, any(entry.value, field->type, owner), entry.key_place);
    return changed;
  }

  Node items(const Node& value, const Type& type, const SpecBase& owner) const {
    std::vector<Node> items;
    for (const Node& item : value.items())
      items.push_back(any(item, type.elements[type.kind == Type::Kind::tuple ? items.size() : 0], owner));
    return Node::sequence(std::move(items), value.place());
  }

  Node values(const Node& value, const Type& type, const SpecBase& owner) const {
    std::vector<Node::Entry> entries;
    for (const Node::Entry& entry : value.entries())
      entries.push_back({entry.key, entry.key_place, any(entry.value, type.elements.front(), owner)});
    return Node::map(std::move(entries), value.place());
  }

  IdentityNodes& declared_;
  const RevisionOf& revision_of_;
};

const std::vector<FieldInfo>& IdentityNodes::fields_of(const SpecBase& spec) {
  const auto [found, added] = fields_.try_emplace(&spec);
  if (added) found->second = spec.fields();
  return found->second;
}

Node IdentityNodes::of(const Node& resolved, const SpecBase& spec, const RevisionOf& revision_of) {
  return Walk(*this, revision_of).declaration(resolved, spec);
}

}  // namespace runner
