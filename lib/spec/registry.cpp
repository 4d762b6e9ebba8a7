#include "spec/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "base/text.h"

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
    const bool vowel = std::string_view("aeiou").find(kind_.front()) != std::string_view::npos;
    context.error(at, fmt::format("{} {} needs the key 'type', one of: {}", vowel ? "an" : "a", kind_,
                                  join(names_, ", ")));
    return npos;
  }
  if (!type->is_scalar() || type->text().empty()) {
    context.error(at, type->place(),
                  expected(fmt::format("the name of a {} or a map with 'type'", kind_), *type));
    return npos;
  }
  const auto found = index_of_.find(type->text());
  if (found != index_of_.end()) return found->second;
  context.error(at, type->place(), no_such_name(type->text()));
  return npos;
}

bool RegistryBase::decode(std::size_t index, const Cursor& at, BindContext& context, void* object,
                          Node& resolved) const {
  const SpecBase& spec = specs_[index];
  if (!spec.decode(at, {spec.name()}, context, object)) return false;
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
  for (const NotSupported& known : not_supported_) {
    const auto spellings = lower_case_spellings(known.name);
    if (asked == known.name || std::find(spellings.begin(), spellings.end(), asked) != spellings.end())
      return &known;
  }
  return nullptr;
}

std::string RegistryBase::no_such_name(const std::string& name) const {
  if (const NotSupported* known = find_not_supported(name)) return known->text();
  return fmt::format("there is no {} '{}'{}", kind_, name, suggestion(name, names_));
}

RegistryBase& Registries::find(std::string_view kind) const {
  for (const auto& registry : all_) {
    if (registry->kind() == kind) return *registry;
  }
  assert(false && "a kind that is not registered");
  std::abort();
}

}  // namespace runner
