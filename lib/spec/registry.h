#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/component.h"
#include "spec/spec.h"
#include "spec/words.h"

namespace runner {

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
  std::string noun() const;                                         ///< "data source": one of the plural
  const std::vector<std::string>& names() const { return names_; }  ///< in order of registration
  const SpecBase& spec(std::string_view name) const { return specs_[index_of_.at(std::string(name))]; }

  /// Every spelling that is accepted for a component beside its name: `cross_entropy`, `adam`, `mae`.
  std::vector<std::string> aliases(std::string_view name) const;

  /// Names that are answered with a reason; in order of registration.
  const std::vector<NotSupported>& not_supported() const { return not_supported_; }
  void add_not_supported(NotSupported component);
  /// Such a name, or how it may be spelt; null for any other.
  const NotSupported* find_not_supported(const std::string& asked) const;

  /// The name that a spelling stands for; null where there is none. `find_any`: also one that is accepted
  /// nowhere, such as `LINEAR`.
  const std::string* find_any(std::string_view spelling) const;
  /// The same, of accepted ones alone.
  const std::string* find(std::string_view spelling) const;

 protected:
  void add_names(SpecBase spec);
  /// The component that a node names (`{type: X, …}` or a bare `X`), the node in its long form; npos after a
  /// message.
  std::size_t choose(const Cursor& at, BindContext& context, Node& node) const;
  /// Reads component `index` into the config at `object`. False after a message.
  bool decode(std::size_t index, const Cursor& at, BindContext& context, void* object, Node& resolved) const;
  /// `{Residual: […]}` as `{type: Residual, layers: […]}`; any other node as it is.
  Node long_form(const Node& node) const;
  std::string no_such_name(const Node& written, const std::string& name, const BindContext& context) const;
  std::string list_name() const;  ///< plural, as a word of a command
  /// What a map without `type` is answered.
  std::string no_type(const Node& written, const BindContext& context) const;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::string kind_, plural_;
  std::vector<std::string> names_;
  std::vector<SpecBase> specs_;
  std::map<std::string, std::size_t, std::less<>> index_of_;  // every spelling
  std::vector<NotSupported> not_supported_;
};

/// A fresh config, and where the object begins that its fields are offsets into: a config derived from
/// several bases need not begin where its base `K` does.
template <class K>
struct Instance {
  std::shared_ptr<K> config;
  void* object;
};

/// What a registry needs of a component: its declaration and its factory.
template <class K>
struct Registration {
  SpecBase spec;
  Instance<K> (*make)();
};

/// Defined in spec/registration.h and instantiated in the component's own .cpp, so that the list of all
/// components needs nothing but their names, and a component is compiled once.
template <class K, class C>
Registration<K> registration();

/// The components of one kind. `K` has `kind` and `plural` (texts) and, where every component of the kind
/// shares some fields, `template <class S> static void add_common_fields(S& spec)`.
template <class K>
class Registry : public RegistryBase {
 public:
  Registry() : RegistryBase(std::string(K::kind), std::string(K::plural)) {}

  template <class C>
  void add() {
    Registration<K> added = registration<K, C>();
    make_.push_back(added.make);
    add_names(std::move(added.spec));
  }

  /// Reads `{type: X, …}` or a bare `X`. False after a message.
  bool bind(const Cursor& at, BindContext& context, Component<K>& out) const {
    const std::size_t index = choose(at, context, out.node);
    if (index == npos) return false;
    Instance<K> made = make_[index]();
    if (!decode(index, at.with(out.node), context, made.object, out.resolved)) return false;
    out.type = names_[index];
    out.config = std::move(made.config);
    out.path = at.path();
    return true;
  }

 private:
  std::vector<Instance<K> (*)()> make_;
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
  const RegistryBase& of(std::string_view kind) const { return find(kind); }
  RegistryBase& of(std::string_view kind) { return find(kind); }
  const std::vector<std::unique_ptr<RegistryBase>>& all() const { return all_; }

  /// The words of other programs, for messages.
  const Words& words() const { return words_; }
  void add_words(Words words) { words_ = std::move(words); }

 private:
  RegistryBase& find(std::string_view kind) const;

  std::vector<std::unique_ptr<RegistryBase>> all_;
  Words words_;
};

/// A field that holds a component.
template <class K>
struct Codec<Component<K>> {
  static Type type() { return {.kind = Type::Kind::component, .component = std::string(K::kind)}; }
  static bool accepts(const Node& node) { return node.is_map() || node.is_scalar(); }
  static bool decode(const Cursor& at, const Type&, BindContext& context, Component<K>& out) {
    return context.registries.template of<K>().bind(at, context, out);
  }
  static Node encode(const Component<K>& component) { return component.resolved; }
};

}  // namespace runner
