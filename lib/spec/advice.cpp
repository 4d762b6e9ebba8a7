#include "spec/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "config/yaml.h"
#include "expression/expression.h"
#include "spec/codec.h"
#include "spec/component_here.h"
#include "spec/examples.h"
#include "spec/find_word.h"
#include "spec/keys.h"
#include "spec/python_text.h"
#include "spec/registry.h"

namespace runner {

namespace {

constexpr std::size_t longest_key = 60;

std::string with_value(std::string_view pattern, const std::string& value) {
  std::string text(pattern);
  const std::size_t at = text.find("{}");
  if (at != std::string::npos) text.replace(at, 2, value);
  return text;
}

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

// ---- what was meant by a scalar

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

// ---- keys

const Node& root_of(const Cursor& at) {
  const Cursor* cursor = &at;
  while (cursor->parent()) cursor = cursor->parent();
  return cursor->node();
}

/// The component in the file that a key belongs to, where it is one that has the key; else one that has.
std::string component_for(const KeyPlace& place, const Node& file) {
  const Node* found = find_path(file, std::string_view(place.path).substr(0, place.component_length));
  const Node* type = found && found->is_map() ? found->find("type") : found;
  const std::string* name = type && type->is_scalar() ? place.registry->find(type->text()) : nullptr;
  const bool has = name && std::ranges::find(place.components, *name) != place.components.end();
  return has ? *name : place.components.front();
}

std::string nested(std::string_view path, std::string_view value, std::string_view component,
                   std::size_t component_length) {
  std::string text(value);
  for (std::size_t end = path.size();;) {
    const std::size_t dot = end == 0 ? std::string::npos : path.rfind('.', end - 1);
    const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
    const bool is_component = component_length > 0 && end == component_length;
    if (end < path.size())
      text = is_component ? fmt::format("{{type: {}, {}}}", component, text) : fmt::format("{{{}}}", text);
    text = fmt::format("{}: {}", path.substr(begin, end - begin), text);
    if (dot == std::string::npos) return text;
    end = dot;
  }
}

std::string line_for(const KeyPlace& place, const std::string& value, const Place& where, const Node& file) {
  if (where.source && where.source->command_line) return line_to_write(place.path, value, where);
  return nested(place.path, value, place.registry ? component_for(place, file) : "", place.component_length);
}

const KeyPlace* find_place(std::string_view name, const SpecBase& root, const Registries& registries) {
  for (const KeyPlace& place : all_keys(root, registries))
    if (place.path == name || place.name() == name) return &place;
  return nullptr;
}

/// The place of a key by its name or by what the name means here. `word`: the latter.
const KeyPlace* find_meant(std::string_view name, const SpecBase& root, const Registries& registries,
                           const KeyWord*& word) {
  word = nullptr;
  if (const KeyPlace* place = find_place(name, root, registries)) return place;
  const auto exists = [&](const std::string& here) {
    return !here.empty() && find_place(here, root, registries) != nullptr;
  };
  word = find_key(name, registries.words(), exists);
  return word ? find_place(word->here, root, registries) : nullptr;
}

std::string where_it_is(const KeyPlace& place) {
  return place.path.find('.') == std::string::npos
             ? fmt::format("{} stands at the top of the file", place.path)
             : fmt::format("it is {} here", place.path);
}

/// "Adam" for `betas` under SGD: another component of the kind that has the parameter.
std::string other_component(const Owner& owner, std::string_view key) {
  if (!owner.registry) return "";
  const auto has = [&](const std::string& name) { return owner.registry->spec(name).has_field(key); };
  const auto found = std::ranges::find_if(owner.registry->names(), has);
  return found == owner.registry->names().end() ? "" : *found;
}

/// What a value of a key of another name is written as: a layer's name as it is here, all else as it stands.
std::string value_here(const Node& node, std::string_view pattern, const Registries& registries) {
  if (pattern.find("layer") != std::string_view::npos && node.is_scalar())
    if (const std::string* layer = registries.of("layer").find_any(node.text())) return *layer;
  return shown_value(node);
}

/// What a key is answered that its owner does not have, tried from the surest guess to the least.
class UnknownKey {
 public:
  UnknownKey(const Cursor& at, const Owner& owner, const Node::Entry& entry,
             const std::vector<std::string>& known, const BindContext& context)
      : at_(at),
        owner_(owner),
        entry_(entry),
        known_(known),
        context_(context),
        value_(shown_value(entry.value)),
        near_(nearest(entry.key, known)) {
    const bool is_layer = owner.registry && owner.registry->kind() == "layer";
    place_ = find_meant(entry.key, *context.root, context.registries, word_);
    if (place_ && place_->registry && is_layer) place_ = nullptr;
  }

  std::string advice(std::string& renamed) const {
    const auto is_known = [&](const std::string& here) {
      return std::ranges::find(known_, here) != known_.end();
    };
    if (const KeyWord* word = find_key(entry_.key, words(), is_known)) {
      renamed = word->here;
      return "; write " +
             (word->write.empty() ? word->here + ": " + value_ : with_value(word->write, value_));
    }
    const bool is_typo = near_ && edit_distance(entry_.key, *near_) == 1;
    const std::string other = is_typo ? "" : other_component(owner_, entry_.key);
    if (!other.empty()) {
      return fmt::format(", but {} has; write {{type: {}, {}: {}}}, or leave it out", other, other,
                         entry_.key, value_);
    }
    if (place_ && !at_.parent()) renamed = place_->path.substr(0, place_->path.find('.'));
    const bool is_far = is_typo && place_ && place_->registry;  // a parameter of who knows what
    if (place_ && !is_far && (!word_ || is_in_sweep())) return elsewhere();
    if (near_) {
      renamed = *near_;
      return fmt::format("; did you mean '{}'?", *near_);
    }
    return place_ ? elsewhere() : nowhere();
  }

 private:
  const Words& words() const { return context_.registries.words(); }
  bool is_in_sweep() const { return at_.key() == "sweep" && !at_.parent()->parent(); }

  std::string elsewhere() const {
    const bool is_written = word_ && !word_->write.empty();
    if (is_in_sweep() && !is_written) {
      return fmt::format("; write grid: {{{}: {}}}", place_->path,
                         entry_.value.is_sequence() ? value_ : fmt::format("[{}]", value_));
    }
    const std::string line =
        is_written ? written_line() : line_for(*place_, value_, entry_.key_place, root_of(at_));
    return fmt::format(", {}; write {}", where_it_is(*place_), line);
  }

  /// What the word says to write, in the sections that it belongs to.
  std::string written_line() const {
    std::string write = with_value(word_->write, value_);
    const std::string top = place_->path.substr(0, place_->path.find('.'));
    std::string whole = line_for(*place_, "{}", entry_.key_place, root_of(at_));
    const std::string own = fmt::format("{}: {{}}", place_->name());
    const std::size_t at = whole.find(own);
    if (write.starts_with(top + ":") || at == std::string::npos) return write;
    return whole.replace(at, own.size(), write);
  }

  std::string nowhere() const {
    const auto has_no_place = [](const std::string& here) { return here.empty(); };
    if (const KeyWord* word = find_key(entry_.key, words(), has_no_place))
      return "; " + with_value(word->write, value_here(entry_.value, word->write, context_.registries));
    if (known_.empty()) return fmt::format("; leave '{}' out", shortened(entry_.key, longest_key));
    if (owner_.name.starts_with("a "))
      return fmt::format("; leave it out, or write one of: {}", join(known_, ", "));
    const std::string name = owner_.name == "an experiment" ? "experiment" : owner_.name;
    return fmt::format("; leave it out, or write a key that `runner explain {}` shows", name);
  }

  const Cursor& at_;
  const Owner& owner_;
  const Node::Entry& entry_;
  const std::vector<std::string>& known_;
  const BindContext& context_;
  std::string value_;
  std::optional<std::string> near_;
  const KeyWord* word_ = nullptr;    ///< that means the key of `place_`
  const KeyPlace* place_ = nullptr;  ///< where the file has the key
};

}  // namespace

std::string line_to_write(std::string_view path, std::string_view value, const Place& place) {
  if (!place.source || !place.source->command_line) return nested(path, value, "", 0);
  const std::string word = fmt::format("{}={}", path, value);
  return word.find_first_of(" []{}*?&|;<>()$\"'") == std::string::npos ? word : fmt::format("'{}'", word);
}

std::string place_of_key(std::string_view name, const SpecBase& root, const Registries& registries) {
  const KeyWord* word = nullptr;
  const KeyPlace* place = find_meant(name, root, registries, word);
  return place ? place->path : "";
}

std::string unknown_key_text(const Cursor& at, const Owner& owner, const Node::Entry& entry,
                             const std::vector<std::string>& known, const BindContext& context,
                             std::string& renamed) {
  const std::string has_none = known.empty() ? fmt::format("{} takes no {}s", owner.name, owner.member())
                                             : fmt::format("{} has no {} '{}'", owner.name, owner.member(),
                                                           shortened(entry.key, longest_key));
  if (!context.root) return known.empty() ? has_none : has_none + suggestion(entry.key, known);
  return has_none + UnknownKey(at, owner, entry, known, context).advice(renamed);
}

std::string missing_key_advice(std::string_view key, const Type& type, const BindContext& context) {
  if (!context.root) return "";
  return fmt::format("; write {}: {}", key, example_of(key, type, context.registries));
}

std::string choice_advice(const Cursor& at, const Type& type, const BindContext& context) {
  const std::string& said = at.node().text();
  if (!context.root) return suggestion(said, type.choices);
  const std::string key = at.key();
  for (const ValueWord& word : context.registries.words().values)
    if (word.key == key && word.said == lower_case(said))
      return fmt::format("; write {}: {}", key, word.here);
  if (const auto near = nearest(said, type.choices)) return fmt::format("; did you mean '{}'?", *near);
  if (type.choices.size() == 1) return fmt::format("; write {}: {}", key, type.choices.front());
  const std::vector<std::string> others(type.choices.begin() + 1, type.choices.end());
  return fmt::format("; write {}: {} (or {})", key, type.choices.front(), join(others, ", "));
}

namespace {

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
