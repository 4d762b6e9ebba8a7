#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spec/bind.h"
#include "spec/codec.h"
#include "spec/type.h"

namespace runner {

/// One declared parameter, as generated texts see it.
struct FieldInfo {
  std::string name;
  std::string help;  ///< one sentence
  Type type;
  bool required = false;
  Node default_value;  ///< null: nothing is set unless the user does
};

/// A declared component or section without its C++ type: what schema, reference pages and tests read.
class SpecBase {
 public:
  SpecBase(std::string name, std::string summary) : name_(std::move(name)), summary_(std::move(summary)) {}
  virtual ~SpecBase() = default;

  const std::string& name() const { return name_; }
  const std::string& summary() const { return summary_; }
  const std::string& source() const { return source_; }
  const std::string& formula() const { return formula_; }
  const std::vector<std::string>& aliases() const { return aliases_; }
  /// The field whose value alone may be written under the component's name: `Residual: [...]`; or empty.
  const std::string& short_form() const { return short_form_; }
  virtual std::vector<FieldInfo> fields() const = 0;

 protected:
  std::string name_, summary_, source_, formula_, short_form_;
  std::vector<std::string> aliases_;
};

/// Who owns the fields, for messages: "SGD has no parameter 'x'", "training has no key 'x'".
struct Owner {
  std::string name;
  std::string_view member = "parameter";
};

/// A config struct declared once: name, fields as pointers to members, defaults from the member initialisers.
template <class C>
class Spec : public SpecBase {
 public:
  using SpecBase::SpecBase;

  Spec& source(std::string text) { return source_ = std::move(text), *this; }
  Spec& formula(std::string text) { return formula_ = std::move(text), *this; }
  Spec& short_form(std::string field) { return short_form_ = std::move(field), *this; }
  Spec& alias(std::string text) { return aliases_.push_back(std::move(text)), *this; }
  using SpecBase::formula;
  using SpecBase::short_form;
  using SpecBase::source;

  /// An optional field: without it the member keeps its initial value.
  template <class M, class B>
  Spec& field(std::string name, M B::* member, std::string help, Range range = {}) {
    return add(std::move(name), member, std::move(help), range, false, 0);
  }
  /// A field that must be given.
  template <class M, class B>
  Spec& required(std::string name, M B::* member, std::string help, Range range = {}) {
    return add(std::move(name), member, std::move(help), range, true, 0);
  }
  /// A list that must be given and not be empty.
  template <class M, class B>
  Spec& required_list(std::string name, M B::* member, std::string help, Range range = {}) {
    return add(std::move(name), member, std::move(help), range, true, 1);
  }
  /// A condition over several fields, tested when each of them is right; `message` is shown at `field`.
  Spec& check(std::string field, std::string message, std::function<bool(const C&)> holds) {
    checks_.push_back({std::move(field), std::move(message), std::move(holds)});
    return *this;
  }

  std::vector<FieldInfo> fields() const override {
    const C defaults{};
    std::vector<FieldInfo> infos;
    for (const auto& field : fields_) {
      infos.push_back({field->name, field->help, field->type, field->required,
                       field->required ? Node() : field->encode(defaults)});
    }
    return infos;
  }

  /// Reads a map into `out`. All mistakes are reported; false if there was one. The key `type` is skipped for
  /// components.
  bool decode(const At& at, const Owner& owner, BindContext& context, C& out) const;

  /// Every field with its value, in order of declaration.
  std::vector<Node::Entry> encode(const C& config) const {
    std::vector<Node::Entry> entries;
    for (const auto& field : fields_) {
      Node value = field->encode(config);
      if (!value.is_null()) entries.push_back({field->name, {}, std::move(value)});
    }
    return entries;
  }

 private:
  struct Field {
    std::string name, help;
    Type type;
    bool required = false;
    virtual ~Field() = default;
    virtual bool decode(const At& at, BindContext& context, C& config) const = 0;
    virtual Node encode(const C& config) const = 0;
  };
  template <class M, class B>
  struct FieldOf final : Field {
    M B::* member;
    bool decode(const At& at, BindContext& context, C& config) const override {
      return Codec<M>::decode(at, this->type, context, config.*member);
    }
    Node encode(const C& config) const override { return Codec<M>::encode(config.*member); }
  };
  struct Check {
    std::string field, message;
    std::function<bool(const C&)> holds;
  };

  template <class M, class B>
  Spec& add(std::string name, M B::* member, std::string help, Range range, bool required,
            std::size_t min_items);

  std::vector<std::shared_ptr<const Field>> fields_;
  std::vector<Check> checks_;
};

/// Gives every number in a field's type the field's range.
void set_range(Type& type, const Range& range);
/// "SGD has no parameter 'momentom'; did you mean 'momentum'?"
std::string unknown_key(const Owner& owner, std::string_view key, const std::vector<std::string>& known);
std::string missing_key(const Owner& owner, std::string_view key, std::string_view help);

/// The one instance of a section's or component's declaration.
template <class C>
const Spec<C>& spec_of() {
  static const Spec<C> spec = C::spec();
  return spec;
}

template <class C>
template <class M, class B>
Spec<C>& Spec<C>::add(std::string name, M B::* member, std::string help, Range range, bool required,
                      std::size_t min_items) {
  auto field = std::make_shared<FieldOf<M, B>>();
  field->name = std::move(name);
  field->help = std::move(help);
  field->type = Codec<M>::type();
  field->type.min_items = min_items;
  set_range(field->type, range);
  field->required = required;
  field->member = member;
  fields_.push_back(std::move(field));
  return *this;
}

template <class C>
bool Spec<C>::decode(const At& at, const Owner& owner, BindContext& context, C& out) const {
  const Node& node = at.node();
  bool good = true;
  for (const auto& entry : node.entries()) {
    if (entry.key == "type" && owner.member == "parameter") continue;
    const auto known = [&](const auto& field) { return field->name == entry.key; };
    if (std::any_of(fields_.begin(), fields_.end(), known)) continue;
    std::vector<std::string> names;
    for (const auto& field : fields_) names.push_back(field->name);
    good =
        context.error(At(at, entry.key, entry.value), entry.key_place, unknown_key(owner, entry.key, names));
  }
  for (const auto& field : fields_) {
    if (const Node* value = node.find(field->name)) {
      good &= field->decode(At(at, field->name, *value), context, out);
    } else if (field->required) {
      good = context.error(at, missing_key(owner, field->name, field->help));
    }
  }
  if (!good) return false;
  for (const Check& check : checks_) {
    if (check.holds(out)) continue;
    const Node* value = node.find(check.field);
    good =
        value ? context.error(At(at, check.field, *value), check.message) : context.error(at, check.message);
  }
  return good;
}

/// A map with declared fields that is not a component: `training: {…}`.
template <class C>
concept Section = requires {
  { C::spec() } -> std::same_as<Spec<C>>;
  requires !requires { C::kind; };
};

template <Section C>
struct Codec<C> {
  static Type type() { return {.kind = Type::Kind::section, .section = &spec_of<C>()}; }
  static bool accepts(const Node& node) { return node.is_map(); }
  static bool decode(const At& at, const Type&, BindContext& context, C& out) {
    const auto& spec = spec_of<C>();
    if (!at.node().is_map()) return context.error(at, expected("a map", at.node()));
    return spec.decode(at, {spec.name(), "key"}, context, out);
  }
  static Node encode(const C& value) { return Node::map(spec_of<C>().encode(value)); }
};

}  // namespace runner
