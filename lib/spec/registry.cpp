#include "spec/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "base/text.h"
#include "spec/advice.h"
#include "spec/component_here.h"
#include "spec/examples.h"
#include "spec/python_text.h"

namespace runner {

namespace {

/// Lower-case spellings of a name: CrossEntropyLoss → crossentropyloss, cross_entropy_loss, cross_entropy.
std::vector<std::string> lower_case_spellings(const std::string& name) {
  std::vector<std::string> spellings = {lower_case(name), snake_case(name)};
  for (std::string_view suffix : {"_loss", "_lr"}) {
    const std::string& snake = spellings[1];
    if (snake.ends_with(suffix)) {
      spellings.push_back(snake.substr(0, snake.size() - suffix.size()));
      break;
    }
  }
  return spellings;
}

}  // namespace

void RegistryBase::add_names(SpecBase spec) {
  const std::size_t index = names_.size();
  names_.push_back(spec.name());
  const bool added = index_of_.emplace(spec.name(), index).second;
  assert(added && "two components of one name");
  static_cast<void>(added);
  for (const std::string& alias : spec.aliases()) index_of_.emplace(alias, index);
  for (const std::string& spelling : lower_case_spellings(spec.name())) index_of_.emplace(spelling, index);
  specs_.push_back(std::move(spec));
}

std::vector<std::string> RegistryBase::aliases(std::string_view name) const {
  std::vector<std::string> found;
  const std::size_t index = index_of_.find(name)->second;
  for (const auto& [spelling, i] : index_of_) {
    if (i == index && spelling != names_[index]) found.push_back(spelling);
  }
  return found;
}

const std::string* RegistryBase::find(std::string_view spelling) const {
  const auto found = index_of_.find(spelling);
  return found == index_of_.end() ? nullptr : &names_[found->second];
}

Node RegistryBase::long_form(const Node& node) const {
  if (!node.is_map() || node.entries().size() != 1) return node;
  const Node::Entry& only = node.entries().front();
  const auto found = index_of_.find(only.key);
  if (found == index_of_.end() || specs_[found->second].short_form().empty()) return node;
  return Node::map({{"type", only.key_place, Node::scalar(only.key, only.key_place)},
                    {specs_[found->second].short_form(), only.key_place, only.value}},
                   node.place());
}

std::size_t RegistryBase::choose(const Cursor& cursor, BindContext& context, Node& node) const {
  node = long_form(cursor.node());
  const Cursor at = cursor.with(node);
  const Node* type = node.is_map() ? node.find("type") : &node;
  if (!type) {
    context.error(at, no_type(node, context));
    return npos;
  }
  if (!type->is_scalar() || type->text().empty()) {
    const Type wanted{.kind = Type::Kind::component, .component = kind_};
    context.wrong_type(type == &node ? at : Cursor(at, "type", *type), wanted,
                       fmt::format("the name of {} {} or a map with 'type'", article(noun()), noun()));
    return npos;
  }
  const auto found = index_of_.find(type->text());
  if (found != index_of_.end()) return found->second;
  const auto cut = context.root ? cut_call(*type) : std::nullopt;
  const std::string name = cut ? cut->text : type->text();
  context.error(at, type->place(), no_such_name(cut ? Node::scalar(cut->text) : node, name, context));
  if (cut) context.answered = cut->covers;
  return npos;
}

bool RegistryBase::decode(std::size_t index, const Cursor& at, BindContext& context, void* object,
                          Node& resolved) const {
  const SpecBase& spec = specs_[index];
  if (!spec.decode(at, {spec.name(), Owner::Kind::component, this}, context, object)) return false;
  auto entries = spec.encode(object);
  entries.insert(entries.begin(), {"type", {}, Node::scalar(spec.name())});
  resolved = Node::map(std::move(entries));
  return true;
}

void RegistryBase::add_not_supported(NotSupported component) {
  assert(!find(component.name) && "a component that exists");
  not_supported_.push_back(std::move(component));
}

std::string NotSupported::text() const {
  return fmt::format("{} is not supported: {}; {}", name, reason, instead);
}

const NotSupported* RegistryBase::find_not_supported(const std::string& asked) const {
  const std::string lower = lower_case(asked);
  for (const NotSupported& known : not_supported_) {
    const auto spellings = lower_case_spellings(known.name);
    if (std::ranges::find(spellings, lower) != spellings.end()) return &known;
  }
  return nullptr;
}

const std::string* RegistryBase::find_any(std::string_view spelling) const {
  if (const std::string* name = find(spelling)) return name;
  if (const std::string* name = find(lower_case(spelling))) return name;
  const std::string plain = plain_spelling(spelling);
  const auto same = [&](const std::string& name) { return plain_spelling(name) == plain; };
  const auto found = std::ranges::find_if(names_, same);
  return found == names_.end() ? nullptr : &*found;
}

std::string RegistryBase::no_such_name(const Node& written, const std::string& name,
                                       const BindContext& context) const {
  const std::string called = name.substr(0, name.find('('));
  if (const NotSupported* known = find_not_supported(called.substr(called.rfind('.') + 1)))
    return known->text();
  constexpr std::size_t longest = 60;
  const std::string start = fmt::format("there is no {} '{}'", noun(), shortened(name, longest));
  if (!context.root) return start + suggestion(name, names_);
  const std::string here = component_here(written, *this, context.registries);
  if (!here.empty()) return fmt::format("{}; {}", start, here);
  if (const auto near = nearest(name, names_)) return fmt::format("{}; did you mean '{}'?", start, *near);
  return fmt::format("{}; write one that `runner list {}` shows, such as {}", start, list_name(),
                     names_.front());
}

std::string RegistryBase::noun() const {
  return plural_.substr(0, plural_.size() - (plural_.ends_with("sses") ? 2 : 1));
}

std::string RegistryBase::list_name() const {
  return plural_.find(' ') == std::string::npos ? plural_ : fmt::format("'{}'", plural_);
}

std::string RegistryBase::no_type(const Node& written, const BindContext& context) const {
  const std::string start = fmt::format("{} {} needs the key 'type'", article(noun()), noun());
  if (!context.root) return fmt::format("{}, one of: {}", start, join(names_, ", "));
  const std::string here = component_here(written, *this, context.registries);
  if (!here.empty()) return fmt::format("{}; {}", start, here);
  const auto has_all = [&](const std::string& name) {
    return std::ranges::all_of(written.entries(),
                               [&](const Node::Entry& entry) { return spec(name).has_field(entry.key); });
  };
  const auto fits = std::ranges::find_if(names_, has_all);
  const std::string& name = fits == names_.end() ? names_.front() : *fits;
  std::vector<Node::Entry> entries = {{"type", {}, Node::scalar(name)}};
  if (fits != names_.end()) entries.insert(entries.end(), written.entries().begin(), written.entries().end());
  const std::string shown = shown_value(Node::map(std::move(entries)));
  return fmt::format("{}; write {}, or another that `runner list {}` shows", start,
                     shown == "…" ? fmt::format("{{type: {}}}", name) : shown, list_name());
}

RegistryBase& Registries::find(std::string_view kind) const {
  for (const auto& registry : all_) {
    if (registry->kind() == kind) return *registry;
  }
  assert(false && "a kind that is not registered");
  std::abort();
}

}  // namespace runner
