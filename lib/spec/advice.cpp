#include "spec/advice.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/node.h"
#include "spec/codec.h"
#include "spec/examples.h"
#include "spec/find_word.h"
#include "spec/keys.h"
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
    if (const std::string number = number_before(); !number.empty())
      return fmt::format("; in braces a comma ends a value: write {}.{}", number, entry_.key);
    const auto is_known = [&](const std::string& here) {
      return std::ranges::find(known_, here) != known_.end() && !takes_one_word(here);
    };
    if (const KeyWord* word = find_key(entry_.key, words(), is_known)) {
      renamed = word->here;
      return "; write " +
             (word->write.empty() ? word->here + ": " + value_ : with_value(word->write, value_));
    }
    // Of a word of two letters one that is left says little.
    const bool is_typo = near_ && edit_distance(entry_.key, *near_) == 1 && entry_.key.size() > 2;
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
  /// Whether the owner's parameter is one word or nothing: a value of another name's does not go there.
  bool takes_one_word(std::string_view parameter) const {
    if (!owner_.registry || !owner_.registry->find(owner_.name)) return false;
    return std::ranges::any_of(owner_.registry->spec(owner_.name).fields(), [&](const FieldInfo& field) {
      return field.name == parameter && field.type.kind == Type::Kind::choice &&
             field.type.choices.size() == 1;
    });
  }
  bool is_in_sweep() const { return at_.key() == "sweep" && !at_.parent()->parent(); }

  /// `lr: 0` where the key is the 01 of `{lr: 0,01}`; else nothing.
  std::string number_before() const {
    const auto is_digits = [](std::string_view text) {
      return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!entry_.value.is_null() || !is_digits(entry_.key)) return "";
    const Node::Entry* before = nullptr;
    for (const Node::Entry& other : at_.node().entries()) {
      if (other.key == entry_.key) break;
      before = &other;
    }
    if (before == nullptr || !before->value.is_scalar() || before->value.quoted()) return "";
    std::string_view number = before->value.text();
    if (number.starts_with('-') || number.starts_with('+')) number.remove_prefix(1);
    return is_digits(number) ? fmt::format("{}: {}", before->key, before->value.text()) : "";
  }

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
  std::string has_none = known.empty() ? fmt::format("{} takes no {}s", owner.name, owner.member())
                                       : fmt::format("{} has no {} '{}'", owner.name, owner.member(),
                                                     shortened(entry.key, longest_key));
  if (!context.diagnostics.would_tell(entry.key_place)) return has_none;
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

}  // namespace runner
