#include "spec/spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/text.h"
#include "spec/advice.h"
#include "spec/emptiness.h"

namespace runner {

template struct FieldCodecOf<double>;
template struct FieldCodecOf<std::int64_t>;
template struct FieldCodecOf<bool>;
template struct FieldCodecOf<std::string>;
template struct FieldCodecOf<std::optional<double>>;
template struct FieldCodecOf<std::optional<std::int64_t>>;
template struct FieldCodecOf<std::array<double, 2>>;
template struct FieldCodecOf<std::vector<double>>;
template struct FieldCodecOf<std::vector<std::int64_t>>;

namespace {

/// Gives every number in a field's type the field's range.
void set_range(Type& type, const Range& range) {
  if (type.kind == Type::Kind::number || type.kind == Type::Kind::integer) type.range = range;
  for (Type& element : type.elements) set_range(element, range);
}

std::string missing_key(const Owner& owner, std::string_view key, std::string_view help) {
  return fmt::format("{} needs the {} '{}': {}", owner.name, owner.member(), key, help);
}

bool takes_text(const Type& type) {
  return type.kind == Type::Kind::text || std::ranges::any_of(type.elements, takes_text);
}

}  // namespace

bool may_be_empty(const Type& type, bool required, const Node& default_value) {
  if (required) return false;
  if (type.kind == Type::Kind::section) return true;
  if (default_value.is_scalar()) return default_value.text().empty();
  return default_value.items().empty() && default_value.entries().empty();
}

struct SpecBase::Data {
  struct Field {
    std::string name, help;
    Type type;
    std::ptrdiff_t offset;
    FieldCodec codec;
    bool required;
    int since = 1;
    int default_since = 1;
    Node earlier_default = {};

    void* in(void* config) const { return static_cast<char*>(config) + offset; }
    const void* in(const void* config) const { return static_cast<const char*>(config) + offset; }

    /// Whether what is written for it counts as not written.
    bool is_unset(const Node& value, const void* usual) const {
      if (!is_nothing(value) || type.nullable || type.kind == Type::Kind::any) return false;
      if (!value.is_null() && takes_text(type)) return false;  // the text None
      return required || may_be_empty(type, required, codec.encode(in(usual)));
    }
  };

  struct Check {
    std::string field, message;
    bool (*condition)(const void* holds, const void* config);
    std::shared_ptr<const void> holds;
  };

  std::string name, summary, source, formula, short_form;
  std::vector<std::string> aliases;
  int revision = 1;
  const void* defaults;
  std::vector<Field> fields;
  std::vector<Check> checks;

  const Field* find(std::string_view field) const {
    const auto found = std::ranges::find(fields, field, &Field::name);
    return found == fields.end() ? nullptr : &*found;
  }
};

SpecBase::SpecBase(std::string_view name, std::string_view summary, const void* defaults)
    : data_(std::make_shared<Data>()) {
  data_->name = name;
  data_->summary = summary;
  data_->defaults = defaults;
}

const std::string& SpecBase::name() const {
  return data_->name;
}

const std::string& SpecBase::summary() const {
  return data_->summary;
}

const std::string& SpecBase::source() const {
  return data_->source;
}

const std::string& SpecBase::formula() const {
  return data_->formula;
}

const std::vector<std::string>& SpecBase::aliases() const {
  return data_->aliases;
}

const std::string& SpecBase::short_form() const {
  return data_->short_form;
}

int SpecBase::revision() const {
  return data_->revision;
}

void SpecBase::set_source(std::string_view text) {
  data_->source = text;
}

void SpecBase::set_formula(std::string_view text) {
  data_->formula = text;
}

void SpecBase::set_short_form(std::string_view field) {
  data_->short_form = field;
}

void SpecBase::set_revision(int revision) {
  data_->revision = revision;
}

void SpecBase::set_since(int format) {
  assert(!data_->fields.empty() && "since() stands behind a field");
  data_->fields.back().since = format;
}

void SpecBase::set_earlier_default(int until, Node value) {
  assert(!data_->fields.empty() && "was() stands behind a field");
  data_->fields.back().default_since = until;
  data_->fields.back().earlier_default = std::move(value);
}

void SpecBase::add_alias(std::string_view text) {
  data_->aliases.emplace_back(text);
}

void SpecBase::add_field(std::string_view name, std::ptrdiff_t offset, const FieldCodec& codec,
                         std::string_view help, const Range& range, Presence presence) {
  Data::Field field{
      std::string(name), std::string(help), codec.type(), offset, codec, presence != Presence::optional};
  field.type.min_items = presence == Presence::required_list ? 1 : 0;
  set_range(field.type, range);
  data_->fields.push_back(std::move(field));
}

void SpecBase::add_check(std::string_view field, std::string_view message, Condition condition,
                         std::shared_ptr<const void> holds) {
  data_->checks.push_back({std::string(field), std::string(message), condition, std::move(holds)});
}

std::vector<FieldInfo> SpecBase::fields() const {
  std::vector<FieldInfo> infos;
  for (const Data::Field& field : data_->fields) {
    infos.push_back({field.name, field.help, field.type, field.required, field.since,
                     field.required ? Node() : field.codec.encode(field.in(data_->defaults)),
                     field.default_since, field.earlier_default});
  }
  return infos;
}

std::vector<Node::Entry> SpecBase::encode(const void* config) const {
  std::vector<Node::Entry> entries;
  for (const Data::Field& field : data_->fields) {
    Node value = field.codec.encode(field.in(config));
    if (!value.is_null()) entries.push_back({field.name, {}, std::move(value)});
  }
  return entries;
}

std::vector<std::string> SpecBase::field_names() const {
  std::vector<std::string> names;
  for (const Data::Field& field : data_->fields) names.push_back(field.name);
  return names;
}

bool SpecBase::has_field(std::string_view name) const {
  return data_->find(name) != nullptr;
}

bool SpecBase::decode(const Cursor& at, const Owner& owner, BindContext& context, void* out) const {
  const Node& node = at.node();
  bool good = true;
  std::vector<const Data::Field*> missing;
  for (const Data::Field& field : data_->fields) {
    const Node* value = node.find(field.name);
    if (value && !field.is_unset(*value, data_->defaults)) {
      const void* const usual = field.required ? nullptr : field.in(data_->defaults);
      const FieldDefault shown{&at, field.name, field.codec.encode, usual};
      const FieldDefault* const outer = std::exchange(context.field, &shown);
      good &= field.codec.decode(Cursor(at, field.name, *value), field.type, context, field.in(out));
      context.field = outer;
    } else if (field.required) {
      missing.push_back(&field);
    }
  }
  // Behind the fields: what was cut off a value at a comma is told there.
  std::vector<std::string> meant;
  for (const auto& entry : node.entries()) {
    if (entry.key == "type" && owner.kind == Owner::Kind::component) continue;
    if (data_->find(entry.key)) continue;
    std::string renamed;
    good = context.error(Cursor(at, entry.key, entry.value), entry.key_place,
                         unknown_key_text(at, owner, entry, field_names(), context, renamed));
    meant.push_back(std::move(renamed));
  }
  for (const Data::Field* field : missing) {
    good = false;
    if (std::ranges::find(meant, field->name) != meant.end()) continue;
    const Node* value = node.find(field->name);
    std::string message = missing_key(owner, field->name, field->help);
    const std::string advice = missing_key_advice(field->name, field->type, context);
    if (!advice.empty() && message.ends_with('.')) message.pop_back();
    message += advice;
    value ? context.error(Cursor(at, field->name, *value), message) : context.error(at, message);
  }
  if (!good) return false;
  for (const Data::Check& check : data_->checks) {
    if (check.condition(check.holds.get(), out)) continue;
    const Node* value = node.find(check.field);
    good = value ? context.error(Cursor(at, check.field, *value), check.message)
                 : context.error(at, check.message);
  }
  return good;
}

}  // namespace runner
