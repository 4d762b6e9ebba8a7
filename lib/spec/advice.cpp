#include "spec/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "config/yaml.h"
#include "expression/expression.h"
#include "spec/codec.h"
#include "spec/keys.h"
#include "spec/registry.h"

namespace runner {

std::string plain_spelling(std::string_view word) {
  std::string plain = lower_case(word);
  std::erase_if(plain, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return plain;
}

namespace {

constexpr std::size_t longest_shown = 70;  // characters of a value in a message
constexpr std::size_t longest_key = 60;

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

bool is_short(const Node& node) {
  std::size_t left = 4 * longest_shown;
  return is_short(node, left);
}

/// A value as YAML has it that was written in Python's or in quotes.
Node yaml_value(const Node& node) {
  if (is_nothing(node)) return Node();
  if (const auto truth = truth_of(node)) return Codec<bool>::encode(*truth);
  return node;
}

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

std::string example_of(std::string_view key, const Type& type, const Registries& registries);

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

/// A value that a type takes.
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
  return "";
}

/// The parts of `a, (b, c)` between commas that are in no bracket and no quotes.
std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.emplace_back();
      continue;
    }
    parts.back() += c;
  }
  for (std::string& part : parts) {
    part.erase(0, std::min(part.find_first_not_of(" \t\r\n"), part.size()));
    part.erase(part.find_last_not_of(" \t\r\n") + 1);
  }
  std::erase(parts, "");
  return parts;
}

/// A value of Python's: 'relu', True, None, (0.9, 0.999).
Node python_value(const std::string& text) {
  const bool in_brackets = text.size() > 1 && ((text.front() == '(' && text.back() == ')') ||
                                               (text.front() == '[' && text.back() == ']'));
  if (in_brackets) {
    std::vector<Node> items;
    for (const std::string& part : split_arguments(std::string_view(text).substr(1, text.size() - 2)))
      items.push_back(python_value(part));
    return Node::sequence(std::move(items));
  }
  const bool quoted =
      text.size() > 1 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
  if (quoted) return Node::scalar(text.substr(1, text.size() - 2));
  return yaml_value(Node::scalar(text));
}

// ---- what was meant by a component

struct Written {
  std::string name;
  std::vector<Node::Entry> arguments;  ///< by name
  std::vector<Node> by_position;
};

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.' || c == ':';
  });
}

std::optional<Written> read_call(const std::string& text) {
  const std::size_t open = text.find('(');
  if (open == std::string::npos || !text.ends_with(')') || !is_word(std::string_view(text).substr(0, open)))
    return std::nullopt;
  Written written{text.substr(0, open), {}, {}};
  for (const std::string& part :
       split_arguments(std::string_view(text).substr(open + 1, text.size() - open - 2))) {
    const std::size_t equals = part.find('=');
    const std::string key =
        equals == std::string::npos ? "" : part.substr(0, part.find_last_not_of(' ', equals - 1) + 1);
    if (equals == std::string::npos || equals == 0 || !is_word(key)) {
      written.by_position.push_back(python_value(part));
      continue;
    }
    const std::size_t value = part.find_first_not_of(' ', equals + 1);
    written.arguments.push_back(
        {key, {}, value == std::string::npos ? Node() : python_value(part.substr(value))});
  }
  return written;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// `{name: Adam, lr: 0.1}`, `{_target_: torch.optim.Adam, …}`, `{class_path: …, init_args: {…}}`, `{Adam:
/// {lr: 0.1}}`.
std::optional<Written> read_map(const Node& map) {
  const auto names = [](const Node::Entry& entry) {
    return entry.value.is_scalar() &&
           is_one_of(entry.key, {"type", "name", "class", "class_name", "_target_", "class_path", "kind",
                                 "layer", "module", "method", "id"});
  };
  const auto name = std::ranges::find_if(map.entries(), names);
  if (name == map.entries().end()) {
    if (map.entries().size() != 1) return std::nullopt;
    const auto& [key, place, value] = map.entries().front();
    if (!is_word(key)) return std::nullopt;
    if (value.is_map()) return Written{key, value.entries(), {}};
    if (is_nothing(value)) return Written{key, {}, {}};
    return Written{key, {}, {value}};
  }
  auto written = read_call(name->value.text()).value_or(Written{name->value.text(), {}, {}});
  for (const Node::Entry& entry : map.entries()) {
    if (&entry == &*name) continue;
    const bool holds_arguments =
        entry.value.is_map() &&
        is_one_of(entry.key, {"init_args", "params", "kwargs", "config", "args", "options", "parameters"});
    if (holds_arguments)
      written.arguments.insert(written.arguments.end(), entry.value.entries().begin(),
                               entry.value.entries().end());
    else
      written.arguments.push_back(entry);
  }
  return written;
}

std::optional<Written> read_written(const Node& node) {
  if (!is_short(node)) return std::nullopt;
  if (node.is_map()) return read_map(node);
  if (!node.is_scalar()) return std::nullopt;
  if (auto call = read_call(node.text())) return call;
  if (!is_word(node.text())) return std::nullopt;
  return Written{node.text(), {}, {}};
}

std::string last_part(const std::string& name) {
  const std::size_t end = name.find_last_of(".:");
  return end == std::string::npos ? name : name.substr(end + 1);
}

const NameWord* find_name(const std::string& said, const std::string& kind, const Words& words) {
  const std::string plain = plain_spelling(said);
  const auto is_it = [&](const NameWord& word) {
    return word.kind == kind && plain_spelling(word.said) == plain;
  };
  const auto found = std::ranges::find_if(words.names, is_it);
  return found == words.names.end() ? nullptr : &*found;
}

Node read_yaml(const std::string& text) {
  Diagnostics unheard;
  return parse_yaml(std::make_shared<Source>(Source{"", text, ""}), unheard).value_or(Node());
}

/// The word for a key among those that an owner has, or any where it has none.
const KeyWord* find_key(std::string_view said, const Words& words,
                        const std::function<bool(const std::string&)>& has) {
  const std::string plain = plain_spelling(said.substr(0, longest_key));
  for (const KeyWord& word : words.keys)
    if (plain_spelling(word.said) == plain && has(word.here)) return &word;
  return nullptr;
}

/// A component as it is written here, put together argument by argument.
class ComponentHere {
 public:
  ComponentHere(const RegistryBase& registry, const Registries& registries)
      : registry_(registry), registries_(registries) {}

  std::string text(Written written) {
    const std::string said = last_part(written.name);
    const std::string* name = registry_.find_any(said);
    Node base;
    if (!name) {
      const NameWord* word = find_name(said, registry_.kind(), registries_.words());
      if (!word) return "";
      base = read_yaml(word->write);
      const Node* type = base.is_map() ? base.find("type") : &base;
      name = type && type->is_scalar() ? registry_.find(type->text()) : nullptr;
      if (!name) return word->write;
    }
    const SpecBase& spec = registry_.spec(*name);
    name_positions(said, *name, written);
    for (const Node::Entry& entry : written.arguments) add(entry, spec);
    for (const Node::Entry& entry : base.entries())
      if (entry.key != "type" && !has(entry.key)) entries_.push_back(entry);
    for (const FieldInfo& field : spec.fields())
      if (field.required && !has(field.name))
        entries_.push_back({field.name, {}, read_yaml(example_of(field.name, field.type, registries_))});
    return "write " + written_out(*name) + behind_;
  }

 private:
  bool has(const std::string& key) const {
    return std::ranges::find(entries_, key, &Node::Entry::key) != entries_.end();
  }

  void name_positions(const std::string& said, const std::string& name, Written& written) const {
    const auto& signatures = registries_.words().signatures;
    auto found = std::ranges::find(signatures, said, &Signature::name);
    if (found == signatures.end()) found = std::ranges::find(signatures, name, &Signature::name);
    // One value alone, as in `Linear: 16`, is that of the first parameter that must be given.
    const auto fields = registry_.spec(name).fields();
    const auto required = std::ranges::find_if(fields, &FieldInfo::required);
    if (written.by_position.size() == 1 && written.arguments.empty() && required != fields.end())
      return written.arguments.push_back({required->name, {}, written.by_position.front()});
    const std::vector<std::string> names =
        found == signatures.end() ? std::vector<std::string>() : found->parameters;
    for (std::size_t i = 0; i < std::min(names.size(), written.by_position.size()); ++i)
      written.arguments.push_back({names[i], {}, written.by_position[i]});
  }

  void add(const Node::Entry& entry, const SpecBase& spec) {
    const Node value = yaml_value(entry.value);
    if (value.is_null()) return;
    if (spec.has_field(entry.key)) {
      if (!has(entry.key)) entries_.push_back({entry.key, {}, value});
      return;
    }
    const auto has_field = [&](const std::string& here) { return spec.has_field(here); };
    if (const KeyWord* word = find_key(entry.key, registries_.words(), has_field)) {
      const Node written = word->write.empty() ? value : read_yaml(word->write).entries().front().value;
      if (!has(word->here)) entries_.push_back({word->here, {}, written});
    } else if (entry.key == "activation" && registry_.kind() == "layer" && value.is_scalar()) {
      if (const std::string* layer = registry_.find_any(value.text())) behind_ = ", " + *layer;
    }
  }

  std::string written_out(const std::string& name) const {
    if (entries_.empty()) return name;
    std::vector<Node::Entry> all = {{"type", {}, Node::scalar(name)}};
    all.insert(all.end(), entries_.begin(), entries_.end());
    return to_flow_yaml(Node::map(std::move(all)));
  }

  const RegistryBase& registry_;
  const Registries& registries_;
  std::vector<Node::Entry> entries_;
  std::string behind_;
};

/// `nn.Sequential(nn.Linear(2, 16), nn.ReLU())` as a list of components.
std::string list_here(const std::string& text, const RegistryBase& registry, const Registries& registries) {
  const auto call = read_call(text);
  if (!call || last_part(call->name) != "Sequential") return "";
  const std::size_t open = text.find('(');
  std::vector<std::string> items;
  for (const std::string& part :
       split_arguments(std::string_view(text).substr(open + 1, text.size() - open - 2))) {
    const std::string here = component_here(Node::scalar(part), registry, registries);
    if (!here.starts_with("write ")) return "";
    items.push_back(here.substr(std::string_view("write ").size()));
  }
  return fmt::format("[{}]", join(items, ", "));
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

std::string explain_word(const Owner& owner) {
  const std::size_t blank = owner.name.rfind(' ');
  return blank == std::string::npos ? owner.name : owner.name.substr(blank + 1);
}

/// What a value of a key of another name is written as: a layer's name as it is here, all else as it stands.
std::string value_here(const Node& node, std::string_view pattern, const Registries& registries) {
  if (pattern.find("layer") != std::string_view::npos && node.is_scalar())
    if (const std::string* layer = registries.of("layer").find_any(node.text())) return *layer;
  return shown_value(node);
}

}  // namespace

std::string shown_value(const Node& value) {
  if (!is_short(value)) return "…";
  const std::string text = to_flow_yaml(yaml_value(value));
  return character_count(text) > longest_shown ? "…" : text;
}

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
  const std::string key = shortened(entry.key, longest_key);
  const std::string has_none = known.empty()
                                   ? fmt::format("{} takes no {}s", owner.name, owner.member())
                                   : fmt::format("{} has no {} '{}'", owner.name, owner.member(), key);
  if (!context.root) return known.empty() ? has_none : has_none + suggestion(entry.key, known);
  const Registries& registries = context.registries;
  const std::string value = shown_value(entry.value);
  const auto is_known = [&](const std::string& here) {
    return std::ranges::find(known, here) != known.end();
  };
  if (const KeyWord* word = find_key(entry.key, registries.words(), is_known)) {
    renamed = word->here;
    return fmt::format("{}; write {}", has_none,
                       word->write.empty() ? word->here + ": " + value : with_value(word->write, value));
  }
  const bool is_layer = owner.registry && owner.registry->kind() == "layer";
  const std::string other = other_component(owner, entry.key);
  const auto near = nearest(entry.key, known);
  const bool is_typo = near && edit_distance(entry.key, *near) == 1;
  if (!other.empty() && !is_typo) {
    return fmt::format("{}, but {} has; write {{type: {}, {}: {}}}, or leave it out", has_none, other, other,
                       key, value);
  }
  const KeyWord* word = nullptr;
  const KeyPlace* place = find_meant(entry.key, *context.root, registries, word);
  const bool elsewhere = place && !(is_layer && place->registry);
  if (elsewhere && !at.parent()) renamed = place->path.substr(0, place->path.find('.'));
  if (elsewhere && at.key() == "sweep" && !at.parent()->parent()) {
    return fmt::format("{}; write grid: {{{}: {}}}", has_none, place->path,
                       entry.value.is_sequence() ? value : fmt::format("[{}]", value));
  }
  if (elsewhere && !word) {
    return fmt::format("{}, {}; write {}", has_none, where_it_is(*place),
                       line_for(*place, value, entry.key_place, root_of(at)));
  }
  if (near) {
    renamed = *near;
    return fmt::format("{}; did you mean '{}'?", has_none, *near);
  }
  if (elsewhere) {
    const std::string line = word->write.empty() ? line_for(*place, value, entry.key_place, root_of(at))
                                                 : with_value(word->write, value);
    return fmt::format("{}, {}; write {}", has_none, where_it_is(*place), line);
  }
  const auto has_no_place = [](const std::string& here) { return here.empty(); };
  if (const KeyWord* alone = find_key(entry.key, registries.words(), has_no_place))
    return fmt::format("{}; {}", has_none,
                       with_value(alone->write, value_here(entry.value, alone->write, registries)));
  if (known.empty()) return fmt::format("{}; leave '{}' out", has_none, key);
  return fmt::format("{}; leave it out, or write a key that `runner explain {}` shows", has_none,
                     explain_word(owner));
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
    if (type_.kind == Type::Kind::any || at_.parent() == nullptr) return "";
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
    if (takes_list(type_)) return as_list();
    return plain(type_);
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
    if (type_.kind != Type::Kind::list || !fits(node_, type_.elements.front(), context_.registries))
      return "";
    return write(fmt::format("[{}]", shown_value(node_)));
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

std::string component_here(const Node& written, const RegistryBase& registry, const Registries& registries) {
  auto read = read_written(written);
  if (!read) return "";
  return ComponentHere(registry, registries).text(std::move(*read));
}

std::optional<CutCall> cut_call(const Node& node) {
  constexpr std::size_t longest_call = 1000;
  if (!node.is_scalar() || node.quoted() || !node.place().source || node.place().line < 1)
    return std::nullopt;
  if (std::ranges::count(node.text(), '(') <= std::ranges::count(node.text(), ')')) return std::nullopt;
  const Place& place = node.place();
  std::string_view text = place.source->text;
  for (int line = 1; line < place.line; ++line)
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text.remove_prefix(std::min(static_cast<std::size_t>(place.column - 1), text.size()));
  int depth = 0;
  CutCall call;
  call.covers = {place.source, place.line, place.column, place.line, place.column};
  for (const char c : text.substr(0, longest_call)) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    call.text += c == '\n' || c == '\r' ? ' ' : c;
    call.covers.end_line += c == '\n' ? 1 : 0;
    call.covers.end_column = c == '\n' ? 1 : call.covers.end_column + 1;
    if (c == ')' && depth == 0) return call;
  }
  return std::nullopt;
}

}  // namespace runner
