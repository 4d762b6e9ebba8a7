// The advice on a value that is not of its type: what was meant is worked out from its shape (a list where
// one value stands, a map of a search, Python's text), from words of other programs, and else it is an
// example.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "config/yaml.h"
#include "expression/expression.h"
#include "spec/advice.h"
#include "spec/codec.h"
#include "spec/component_here.h"
#include "spec/examples.h"
#include "spec/python_text.h"
#include "spec/registry.h"

namespace runner {
namespace {

bool takes_list(const Type& type) {
  return type.kind == Type::Kind::list || type.kind == Type::Kind::tuple || type.kind == Type::Kind::any ||
         std::ranges::any_of(type.elements, takes_list);
}

bool is_component_list(const Type& type) {
  return type.kind == Type::Kind::list && type.elements.front().kind == Type::Kind::component;
}

/// Whether a value has the shape that a type takes.
bool fits(const Node& node, const Type& type, const Registries& registries) {
  switch (type.kind) {
    case Type::Kind::number:
      return looks_like_number(node) && type.range.contains(parse_number(node.text()).value_or(HUGE_VAL));
    case Type::Kind::integer: {
      const auto value = looks_like_number(node) ? parse_integer(node.text()) : std::nullopt;
      return value && type.range.contains(static_cast<long double>(*value));
    }
    case Type::Kind::boolean:
      return looks_like_boolean(node);
    case Type::Kind::text:
      return node.is_scalar();
    case Type::Kind::choice:
      return node.is_scalar() && std::ranges::find(type.choices, node.text()) != type.choices.end();
    case Type::Kind::component: {
      const Node* name = node.is_map() ? node.find("type") : &node;
      return name && name->is_scalar() && registries.of(type.component).find(name->text());
    }
    case Type::Kind::alternatives:
      return std::ranges::any_of(type.elements,
                                 [&](const Type& element) { return fits(node, element, registries); });
    default:
      return false;
  }
}

/// The number that a text such as 1_000, 20%, 0,5, 10**-3 or "10 epochs" stands for.
std::optional<double> number_meant(const std::string& text) {
  if (const auto number = parse_number(text)) return number;
  std::string plain = text;
  std::erase(plain, '_');
  if (const auto number = parse_number(plain)) return number;
  if (plain.ends_with('%')) {
    const auto share = parse_number(plain.substr(0, plain.size() - 1));
    return share ? std::optional(*share / 100) : std::nullopt;
  }
  if (std::ranges::count(plain, ',') == 1) {
    std::ranges::replace(plain, ',', '.');
    if (const auto number = parse_number(plain)) return number;
  }
  const std::size_t blank = text.find(' ');
  if (blank != std::string::npos)
    if (const auto number = parse_number(text.substr(0, blank))) return number;
  const auto parsed = Expression::parse(text, {});
  const auto* expression = std::get_if<Expression>(&parsed);
  const double value = expression ? expression->value(0) : std::numeric_limits<double>::quiet_NaN();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// A number near to it that the type takes.
std::string number_in(double number, const Type& type) {
  const Range& range = type.range;
  const bool whole = type.kind == Type::Kind::integer;
  const auto good = [&](double value) { return range.contains(value) && std::abs(value) < 1e15; };
  if (whole) number = std::ceil(number);
  for (const double value : {number, -number, range.low, range.high, (range.low + range.high) / 2})
    if (good(value) && (!whole || value == std::floor(value))) return number_text(value + 0.0);
  return "";
}

std::string boolean_meant(const std::string& text) {
  const std::string lower = lower_case(text);
  for (const std::string_view word : {"true", "yes", "on", "y", "1", "1.0"})
    if (lower == word) return "true";
  for (const std::string_view word : {"false", "no", "off", "n", "0", "0.0"})
    if (lower == word) return "false";
  return nearest(lower, std::vector<std::string>{"true", "false"}).value_or("");
}

/// The words that a type takes beside values of other kinds: "balanced", for a list or that.
std::vector<std::string> words_of(const Type& type) {
  if (type.kind == Type::Kind::choice) return type.choices;
  if (type.kind == Type::Kind::boolean) return {"true", "false"};
  std::vector<std::string> words;
  if (type.kind != Type::Kind::alternatives) return words;
  for (const Type& element : type.elements)
    for (std::string& word : words_of(element)) words.push_back(std::move(word));
  return words;
}

/// The advice on one value, put together where its key, path and place are at hand.
class ValueAdvice {
 public:
  ValueAdvice(const Cursor& at, const Type& type, const BindContext& context)
      : at_(at), node_(at.node()), type_(type), context_(context), key_(at.key()) {}

  std::string text() const {
    if (at_.parent() == nullptr) return "";
    if (type_.kind == Type::Kind::any) return is_nothing(node_) ? "" : example();
    if (is_nothing(node_)) return nothing();
    std::string found;
    if (node_.is_sequence()) found = list();
    if (node_.is_map()) found = map();
    if (node_.is_scalar()) found = scalar();
    return found.empty() ? example() : found;
  }

 private:
  bool is_item() const { return !key_.empty() && key_.find_first_not_of("0123456789") == std::string::npos; }
  bool on_command_line() const {
    const SourcePtr& source = node_.place().source;
    return source && source->command_line;
  }

  /// In the file the key of this map, on the command line the whole path, an item of a list by itself.
  std::string write(const std::string& value) const {
    if (value.empty()) return "";
    if (on_command_line()) return "; write " + line_to_write(at_.path(), value, node_.place());
    return fmt::format("; write {}{}", is_item() ? "" : key_ + ": ", value);
  }

  std::string sweep(const std::string& values) const {
    const std::string path = at_.path();
    if (path.starts_with("sweep.")) return "";
    if (on_command_line())
      return "; to try each, write " + line_to_write("sweep.grid." + path, values, node_.place());
    return fmt::format("; to try each, write sweep: {{grid: {{{}: {}}}}}", path, values);
  }

  std::string nothing() const {
    const std::string shown = default_text();
    const std::string out = fmt::format("; null can't stand here, leave {} out", key_);
    return shown.empty() ? out : fmt::format("{} or write {}: {}", out, key_, shown);
  }

  std::string list() const {
    if (takes_list(type_) || node_.items().empty() || !is_short(node_)) return "";
    const auto good = [&](const Node& item) { return fits(item, type_, context_.registries); };
    if (!std::ranges::all_of(node_.items(), good)) return "";
    if (node_.items().size() == 1) return write(shown_value(node_.items().front()));
    return sweep(shown_value(node_));
  }

  std::string map() const {
    if (is_component_list(type_)) {
      const std::string here =
          component_here(node_, registry_of(type_.elements.front()), context_.registries);
      if (here.starts_with("write ")) return write(fmt::format("[{}]", here.substr(6)));
      const Node* type = node_.find("type");
      if (type && is_short(node_)) return write(fmt::format("[{}]", to_flow_yaml(node_)));
      return "";
    }
    if (const Node* values = node_.find("values"); values && values->is_sequence())
      return sweep(shown_value(*values));
    const Node *low = node_.find("min"), *high = node_.find("max");
    if (low && high && low->is_scalar() && high->is_scalar()) {
      return fmt::format(
          "; to draw it, write sweep: {{random: {{n: 20, values: {{{}: {{uniform: [{}, {}]}}}}}}}}",
          at_.path(), shown_value(*low), shown_value(*high));
    }
    if (const Node* value = node_.find("value"); value && fits(*value, type_, context_.registries))
      return write(shown_value(*value));
    return "";
  }

  std::string scalar() const {
    const std::string& text = node_.text();
    if (text.size() > longest_shown) return "";
    if (text.find("${") != std::string::npos)
      return "; '${…}' is not filled in here: write the value itself, or name it with & and use it with *";
    if (on_command_line() && text.find(',') != std::string::npos && !takes_list(type_)) {
      const auto parts = split_arguments(text);
      const auto good = [&](const std::string& part) {
        return fits(Node::scalar(part), type_, context_.registries);
      };
      if (parts.size() > 1 && std::ranges::all_of(parts, good))
        return sweep(fmt::format("[{}]", join(parts, ", ")));
    }
    for (const ValueWord& word : context_.registries.words().values)
      if (word.key == key_ && word.said == lower_case(text)) return write(word.here);
    if (const auto near = nearest(text, words_of(type_))) return fmt::format("; did you mean '{}'?", *near);
    const bool may_be_boolean =
        type_.kind == Type::Kind::alternatives &&
        std::ranges::find(type_.elements, Type::Kind::boolean, &Type::kind) != type_.elements.end();
    if (may_be_boolean && !boolean_meant(text).empty()) return write(boolean_meant(text));
    const std::string in_list = takes_list(type_) ? as_list() : "";
    return in_list.empty() ? plain(type_) : in_list;
  }

  std::string plain(const Type& type) const {
    const std::string& text = node_.text();
    if (type.kind == Type::Kind::alternatives) {
      const auto number = number_meant(text);
      if (number && fits(Node::scalar(number_text(*number)), type, context_.registries))
        return write(number_text(*number));
      for (const Type& element : type.elements)
        if (std::string found = plain(element); !found.empty()) return found;
    }
    if (type.kind == Type::Kind::number || type.kind == Type::Kind::integer) {
      const auto number = number_meant(text);
      return number ? write(number_in(*number, type)) : "";
    }
    if (type.kind == Type::Kind::boolean) return write(boolean_meant(text));
    if (type.kind == Type::Kind::choice) return write(nearest(text, type.choices).value_or(""));
    return "";
  }

  std::string as_list() const {
    if (is_component_list(type_)) {
      const RegistryBase& registry = registry_of(type_.elements.front());
      const std::string whole = list_here(node_.text(), registry, context_.registries);
      if (!whole.empty() && whole.size() <= 3 * longest_shown) return write(whole);
      if (registry.find(node_.text())) return write(fmt::format("[{}]", node_.text()));
      const std::string here = component_here(node_, registry, context_.registries);
      return here.starts_with("write ") ? write(fmt::format("[{}]", here.substr(6))) : "";
    }
    const auto cut = cut_call(node_);
    const Node value = python_value(cut ? cut->text : node_.text());
    if (value.is_sequence()) return write(shown_value(value));
    const auto is_item_of = [&](const Type& type) {
      return type.kind == Type::Kind::list && fits(node_, type.elements.front(), context_.registries);
    };
    const bool is_alternatives = type_.kind == Type::Kind::alternatives;
    const bool fits_one =
        is_alternatives ? std::ranges::any_of(type_.elements, is_item_of) : is_item_of(type_);
    return fits_one ? write(fmt::format("[{}]", shown_value(node_))) : "";
  }

  std::string default_text() const {
    const FieldDefault* field = context_.field;
    if (!field || !field->member || field->owner != at_.parent() || field->name != key_ ||
        type_.kind == Type::Kind::section)
      return "";
    const Node value = field->encode(field->member);
    if (value.is_null() || !is_short(value)) return "";
    const bool is_empty =
        value.is_scalar() ? value.text().empty() : value.items().empty() && value.entries().empty();
    return is_empty ? "" : shown_value(value);
  }

  std::string example() const {
    const std::string shown = default_text();
    if (!shown.empty()) return write(shown);
    const std::string made = example_of(key_, type_, context_.registries);
    return made.find("…") == std::string::npos ? write(made) : "";
  }

  const RegistryBase& registry_of(const Type& type) const { return context_.registries.of(type.component); }

  const Cursor& at_;
  const Node& node_;
  const Type& type_;
  const BindContext& context_;
  std::string key_;
};

}  // namespace

std::string value_advice(const Cursor& at, const Type& type, const BindContext& context) {
  return context.root ? ValueAdvice(at, type, context).text() : "";
}

}  // namespace runner
