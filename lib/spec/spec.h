#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "spec/bind.h"
#include "spec/codec.h"
#include "spec/type.h"

namespace runner {

class RegistryBase;

/// One declared parameter, as generated texts see it.
struct FieldInfo {
  std::string name;
  std::string help;  ///< one sentence
  Type type;
  bool required = false;
  int since = 1;          ///< the results format in which it came
  Node default_value;     ///< null: nothing is set unless the user does
  int default_since = 1;  ///< the revision of its declaration in which that became the default
  Node earlier_default;   ///< what was it before
};

/// Who owns the fields, for messages: "SGD has no parameter 'x'", "training has no key 'x'".
struct Owner {
  std::string name;
  enum class Kind { component, section } kind = Kind::component;
  const RegistryBase* registry = nullptr;  ///< of a component

  std::string_view member() const { return kind == Kind::component ? "parameter" : "key"; }
};

/// How a member of some type is read and written, whatever object it is in.
struct FieldCodec {
  Type (*type)();
  bool (*decode)(const Cursor& at, const Type& type, BindContext& context, void* member);
  Node (*encode)(const void* member);
};

template <class M>
struct FieldCodecOf {
  static bool decode(const Cursor& at, const Type& type, BindContext& context, void* member) {
    return Codec<M>::decode(at, type, context, *static_cast<M*>(member));
  }
  static Node encode(const void* member) { return Codec<M>::encode(*static_cast<const M*>(member)); }
  static Type type() { return Codec<M>::type(); }
};
// Most fields are of these types: compiled once, in spec.cpp.
extern template struct FieldCodecOf<double>;
extern template struct FieldCodecOf<std::int64_t>;
extern template struct FieldCodecOf<bool>;
extern template struct FieldCodecOf<std::string>;
extern template struct FieldCodecOf<std::optional<double>>;
extern template struct FieldCodecOf<std::optional<std::int64_t>>;
extern template struct FieldCodecOf<std::array<double, 2>>;
extern template struct FieldCodecOf<std::vector<double>>;
extern template struct FieldCodecOf<std::vector<std::int64_t>>;

template <class M>
inline constexpr FieldCodec field_codec = {&FieldCodecOf<M>::type, &FieldCodecOf<M>::decode,
                                           &FieldCodecOf<M>::encode};

/// A declared component or section without its C++ type: what binding, schema, reference pages and tests
/// read. A copy is the same declaration. It knows its config only as memory: each field is an offset into it,
/// and functions that read and write what lies there. So a component costs its own .cpp little to compile,
/// and others nothing.
class SpecBase {
 public:
  const std::string& name() const;
  const std::string& summary() const;
  const std::string& source() const;
  const std::string& formula() const;
  const std::vector<std::string>& aliases() const;
  /// The field whose value alone may be written under the component's name: `Residual: [...]`; or empty.
  const std::string& short_form() const;
  /// Of its numbers, from 1: see `Spec::revision`.
  int revision() const;
  std::vector<FieldInfo> fields() const;
  std::vector<std::string> field_names() const;
  bool has_field(std::string_view name) const;

  /// Reads a map into the config at `out`. All mistakes are reported; false if there was one. The key `type`
  /// is skipped for components. Nothing counts as not written where the default is none.
  bool decode(const Cursor& at, const Owner& owner, BindContext& context, void* out) const;

  /// Every field with its value, in order of declaration.
  std::vector<Node::Entry> encode(const void* config) const;

 protected:
  /// Whether a config keeps to a condition over several fields; `holds` is what `Spec<C>::check` was given.
  using Condition = bool (*)(const void* holds, const void* config);
  enum class Presence { optional, required, required_list };

  /// `defaults`: a config that outlives the declaration.
  SpecBase(std::string_view name, std::string_view summary, const void* defaults);
  void set_source(std::string_view text);
  void set_formula(std::string_view text);
  void set_short_form(std::string_view field);
  void set_revision(int revision);
  void set_since(int format);
  void set_earlier_default(int until, Node value);
  void add_alias(std::string_view text);
  void add_field(std::string_view name, std::ptrdiff_t offset, const FieldCodec& codec, std::string_view help,
                 const Range& range, Presence presence);
  void add_check(std::string_view field, std::string_view message, Condition condition,
                 std::shared_ptr<const void> holds);

 private:
  struct Data;
  std::shared_ptr<Data> data_;
};

/// A config struct declared once: name, fields as pointers to members, defaults from the member initialisers.
template <class C>
class Spec : public SpecBase {
 public:
  Spec(std::string_view name, std::string_view summary) : SpecBase(name, summary, &defaults()) {}

  using SpecBase::formula;
  using SpecBase::revision;
  using SpecBase::short_form;
  using SpecBase::source;
  Spec& source(std::string_view text) { return set_source(text), *this; }
  Spec& formula(std::string_view text) { return set_formula(text), *this; }
  Spec& short_form(std::string_view field) { return set_short_form(field), *this; }
  Spec& alias(std::string_view text) { return add_alias(text), *this; }

  /// Raised by whoever changes the numbers that a component or section gives for the same options: results of
  /// before then are not taken for those of now (plan/identity.h), and only runs that use it are trained
  /// anew.
  Spec& revision(int number) { return set_revision(number), *this; }

  /// An optional field: without it the member keeps its initial value.
  template <class M, class B>
  Spec& field(std::string_view name, M B::* member, std::string_view help, const Range& range = {}) {
    return add_field(name, offset(member), field_codec<M>, help, range, Presence::optional), *this;
  }
  /// A field that must be given.
  template <class M, class B>
  Spec& required(std::string_view name, M B::* member, std::string_view help, const Range& range = {}) {
    return add_field(name, offset(member), field_codec<M>, help, range, Presence::required), *this;
  }
  /// A list that must be given and not be empty.
  template <class M, class B>
  Spec& required_list(std::string_view name, M B::* member, std::string_view help, const Range& range = {}) {
    return add_field(name, offset(member), field_codec<M>, help, range, Presence::required_list), *this;
  }
  /// The results format (plan/identity.h) in which the field before came. With its default such a field is no
  /// part of a run's identity: results of before there was this option stay those of the same experiment.
  Spec& since(int format) { return set_since(format), *this; }
  /// What was the default of the field before, until the declaration's revision `until`, by whose results
  /// runs of before are known again.
  template <class M>
  Spec& was(const M& value, int until) {
    return set_earlier_default(until, Codec<M>::encode(value)), *this;
  }

  /// A condition over several fields, tested when each of them is right; `message` is shown at `field`.
  /// `holds(const C&)` or, for fields of a base, `holds(const Base&)`.
  template <class Holds>
  Spec& check(std::string_view field, std::string_view message, Holds holds) {
    if constexpr (std::is_empty_v<Holds>) {
      static_cast<void>(holds);
      add_check(
          field, message,
          [](const void*, const void* config) -> bool { return Holds{}(*static_cast<const C*>(config)); },
          nullptr);
    } else {
      add_check(
          field, message,
          [](const void* condition, const void* config) -> bool {
            return (*static_cast<const Holds*>(condition))(*static_cast<const C*>(config));
          },
          std::make_shared<const Holds>(std::move(holds)));
    }
    return *this;
  }

 private:
  static const C& defaults() {
    static const C config{};
    return config;
  }
  template <class M, class B>
  static std::ptrdiff_t offset(M B::* member) {
    return reinterpret_cast<const char*>(&(defaults().*member)) - reinterpret_cast<const char*>(&defaults());
  }
};

/// The one instance of a section's declaration.
template <class C>
const Spec<C>& spec_of() {
  static const Spec<C> spec = C::spec();
  return spec;
}

/// A map with declared fields that is not a component: `training: {…}`.
template <class C>
concept Section = requires {
  { C::spec() } -> std::same_as<Spec<C>>;
  requires !requires { C::kind; };
};

template <Section C>
struct Codec<C> {
  static Type type() { return {.kind = Type::Kind::section, .section = &spec_of<C>()}; }
  static bool accepts(const Node& node) { return node.is_map(); }
  static bool decode(const Cursor& at, const Type&, BindContext& context, C& out) {
    const auto& spec = spec_of<C>();
    if (!at.node().is_map()) return context.wrong_type(at, type());
    return spec.decode(at, {spec.name(), Owner::Kind::section}, context, &out);
  }
  static Node encode(const C& value) { return Node::map(spec_of<C>().encode(&value)); }
};

}  // namespace runner
