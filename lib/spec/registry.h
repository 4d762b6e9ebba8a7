#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/spec.h"

namespace runner {

/// A component chosen and configured by the user: what to build, and the place to complain about it.
/// `K` is the base of the kind's configs (OptimizerConfig, LayerConfig, …); the config itself is the factory.
template <class K>
struct Recipe {
  std::string type;                 ///< the component's name: "Adam"
  std::shared_ptr<const K> config;  ///< the bound config
  Node node;                        ///< as written, for places
  std::string path;                 ///< "optimizer", "network.2"
  Node resolved;                    ///< `{type: Adam, …}` with every default filled in

  const K* operator->() const { return config.get(); }
  explicit operator bool() const { return config != nullptr; }

  /// The place of a parameter's value, or of the whole component where it is not written down.
  const Place& place(std::string_view parameter = {}) const {
    const Node* value = parameter.empty() ? nullptr : node.find(parameter);
    return value ? value->place() : node.place();
  }
};

/// A component that users know from elsewhere and this program has not: why, and what to take instead.
struct NotSupported {
  std::string name;
  std::string reason;   ///< a part of a sentence: "it takes three inputs"
  std::string instead;  ///< "use Dropout"

  std::string text() const;  ///< a sentence of all three
};

/// The components of one kind without their C++ types: what schema, reference pages and `runner list` read.
class RegistryBase {
 public:
  RegistryBase(std::string kind, std::string plural) : kind_(std::move(kind)), plural_(std::move(plural)) {}
  virtual ~RegistryBase() = default;

  const std::string& kind() const { return kind_; }                 ///< "optimizer"
  const std::string& plural() const { return plural_; }             ///< "optimizers"
  const std::vector<std::string>& names() const { return names_; }  ///< in order of registration
  const SpecBase& spec(std::string_view name) const { return *specs_[index_of_.at(std::string(name))]; }

  /// Every spelling that is accepted for a component beside its name: `cross_entropy`, `adam`, `mae`.
  std::vector<std::string> aliases(std::string_view name) const;

  /// Names that are answered with a reason; in order of registration.
  const std::vector<NotSupported>& not_supported() const { return not_supported_; }
  void add_not_supported(NotSupported component);
  /// Such a name, or how it may be spelt; null for any other.
  const NotSupported* find_not_supported(const std::string& asked) const;

  /// The name that a spelling stands for; null where there is none.
  const std::string* find(std::string_view spelling) const;

 protected:
  void add_names(std::unique_ptr<SpecBase> spec);
  /// `{Residual: […]}` as `{type: Residual, layers: […]}`; any other node as it is.
  Node long_form(const Node& node) const;
  /// The component a node names (`{type: X, …}` or a bare `X`); npos after a message.
  std::size_t choose(const At& at, BindContext& context) const;
  std::string no_such_name(const std::string& name) const;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::string kind_, plural_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<SpecBase>> specs_;
  std::map<std::string, std::size_t, std::less<>> index_of_;  // every spelling
  std::vector<NotSupported> not_supported_;
};

/// The components of one kind. `K` has `kind` and `plural` (texts) and, where every component of the kind
/// shares some fields, `template <class C> static void add_common_fields(Spec<C>&)`.
template <class K>
class Registry : public RegistryBase {
 public:
  Registry() : RegistryBase(std::string(K::kind), std::string(K::plural)) {}

  template <class C>
  void add() {
    auto spec = std::make_unique<Spec<C>>(C::spec());
    if constexpr (requires { K::add_common_fields(*spec); }) K::add_common_fields(*spec);
    const Spec<C>& declared = *spec;
    bind_.push_back([&declared](const At& at, BindContext& context, Recipe<K>& out) {
      auto config = std::make_shared<C>();
      if (!declared.decode(at, {declared.name()}, context, *config)) return false;
      auto entries = declared.encode(*config);
      entries.insert(entries.begin(), {"type", {}, Node::scalar(declared.name())});
      out = {declared.name(), std::move(config), at.node(), at.path(), Node::map(std::move(entries))};
      return true;
    });
    add_names(std::move(spec));
  }

  /// Reads `{type: X, …}` or a bare `X`. False after a message.
  bool bind(const At& at, BindContext& context, Recipe<K>& out) const {
    const Node node = long_form(at.node());
    const At whole = at.with(node);
    const std::size_t index = choose(whole, context);
    return index != npos && bind_[index](whole, context, out);
  }

 private:
  std::vector<std::function<bool(const At&, BindContext&, Recipe<K>&)>> bind_;
};

/// All registries of the program, by kind.
class Registries {
 public:
  template <class K>
  Registry<K>& add() {
    auto registry = std::make_unique<Registry<K>>();
    Registry<K>& added = *registry;
    all_.push_back(std::move(registry));
    return added;
  }
  template <class K>
  const Registry<K>& of() const {
    return static_cast<const Registry<K>&>(of(K::kind));
  }
  const RegistryBase& of(std::string_view kind) const;
  RegistryBase& of(std::string_view kind) {
    return const_cast<RegistryBase&>(std::as_const(*this).of(kind));  // NOLINT: it is ours
  }
  const std::vector<std::unique_ptr<RegistryBase>>& all() const { return all_; }

 private:
  std::vector<std::unique_ptr<RegistryBase>> all_;
};

/// A field that holds a component.
template <class K>
struct Codec<Recipe<K>> {
  static Type type() { return {.kind = Type::Kind::component, .component = std::string(K::kind)}; }
  static bool accepts(const Node& node) { return node.is_map() || node.is_scalar(); }
  static bool decode(const At& at, const Type&, BindContext& context, Recipe<K>& out) {
    return context.registries.template of<K>().bind(at, context, out);
  }
  static Node encode(const Recipe<K>& recipe) { return recipe.resolved; }
};

}  // namespace runner
