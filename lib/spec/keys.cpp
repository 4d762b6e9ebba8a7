#include "spec/keys.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

namespace runner {

std::string_view KeyPlace::name() const {
  const std::size_t dot = path.rfind('.');
  return std::string_view(path).substr(dot == std::string::npos ? 0 : dot + 1);
}

namespace {

/// Walks through the declarations of sections and, one deep, of components.
class KeyWalk {
 public:
  explicit KeyWalk(const Registries& registries) : registries_(registries) {}

  void walk(const SpecBase& spec, const KeyPlace& inside) {
    for (FieldInfo& field : spec.fields()) {
      KeyPlace place = inside;
      place.path += (place.path.empty() ? "" : ".") + field.name;
      const Type type = field.type;
      place.field = std::move(field);
      add(place);
      enter(type, place);
    }
  }

  std::vector<KeyPlace> sorted() {
    const auto rank = [](const KeyPlace& place) {
      return std::pair(place.registry != nullptr, std::ranges::count(place.path, '.'));
    };
    using Rank = decltype(rank(places_.front()));
    std::map<Rank, std::vector<KeyPlace>> ranked;
    for (KeyPlace& place : places_) ranked[rank(place)].push_back(std::move(place));
    places_.clear();
    for (auto& [its, places] : ranked) std::ranges::move(places, std::back_inserter(places_));
    return std::move(places_);
  }

 private:
  void add(const KeyPlace& place) {
    const auto known = [&](const KeyPlace& other) {
      return other.path == place.path && other.registry == place.registry;
    };
    const auto found = std::ranges::find_if(places_, known);
    // Where a parameter is one word or nothing, a value is not what it stands for elsewhere.
    const auto is_word = [](const KeyPlace& it) { return it.field.type.kind == Type::Kind::choice; };
    if (found == places_.end())
      places_.push_back(place);
    else if (!is_word(place) || is_word(*found))
      found->components.insert(found->components.end(), place.components.begin(), place.components.end());
  }

  void enter(const Type& type, const KeyPlace& place) {
    if (type.kind == Type::Kind::section) walk(*type.section, place);
    if (type.kind == Type::Kind::alternatives)
      for (const Type& element : type.elements) enter(element, place);
    if (type.kind != Type::Kind::component || place.registry) return;
    const RegistryBase& registry = registries_.of(type.component);
    for (const std::string& name : registry.names()) {
      KeyPlace inside = place;
      inside.registry = &registry;
      inside.component_length = place.path.size();
      inside.components = {name};
      walk(registry.spec(name), inside);
    }
  }

  const Registries& registries_;
  std::vector<KeyPlace> places_;
};

}  // namespace

const std::vector<KeyPlace>& all_keys(const SpecBase& root, const Registries& registries) {
  static std::mutex mutex;
  static std::map<const SpecBase*, std::vector<KeyPlace>> known;
  const std::lock_guard lock(mutex);
  const auto [found, is_new] = known.try_emplace(&root);
  if (is_new) {
    KeyWalk walk(registries);
    walk.walk(root, {});
    found->second = walk.sorted();
  }
  return found->second;
}

}  // namespace runner
