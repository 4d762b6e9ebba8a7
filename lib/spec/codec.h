#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/choice.h"
#include "spec/bind.h"
#include "spec/component.h"
#include "spec/type.h"

namespace runner {

/// How a C++ type is read from YAML and written back. Each specialisation has
///   static Type type();                          what it accepts, without a field's own range
///   static bool accepts(const Node&);            whether a node has the right shape, for alternatives
///   static bool decode(const Cursor&, const Type&, BindContext&, T& out);   false after a message
///   static Node encode(const T&);                null where nothing is to be written
template <class T>
struct Codec;

bool decode_number(const Cursor& at, const Type& type, BindContext& context, double& out);
bool decode_integer(const Cursor& at, const Type& type, BindContext& context, std::int64_t& out);
bool decode_choice(const Cursor& at, const Type& type, BindContext& context, std::size_t& out);
bool looks_like_number(const Node& node);
bool looks_like_boolean(const Node& node);
/// true and false in YAML's spellings (true, True, TRUE); nothing for all else.
std::optional<bool> truth_of(const Node& node);
Node encode_number(double value);
Node encode_text(const std::string& value);

template <>
struct Codec<double> {
  static Type type() { return {.kind = Type::Kind::number}; }
  static bool accepts(const Node& node) { return looks_like_number(node); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, double& out) {
    return decode_number(at, type, context, out);
  }
  static Node encode(double value) { return encode_number(value); }
};

template <>
struct Codec<std::int64_t> {
  static Type type() { return {.kind = Type::Kind::integer}; }
  static bool accepts(const Node& node) { return looks_like_number(node); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, std::int64_t& out) {
    return decode_integer(at, type, context, out);
  }
  static Node encode(std::int64_t value) { return Node::scalar(std::to_string(value)); }
};

template <>
struct Codec<bool> {
  static Type type() { return {.kind = Type::Kind::boolean}; }
  static bool accepts(const Node& node) { return looks_like_boolean(node); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, bool& out);
  static Node encode(bool value) { return Node::scalar(value ? "true" : "false"); }
};

template <>
struct Codec<std::string> {
  static Type type() { return {.kind = Type::Kind::text}; }
  static bool accepts(const Node& node) { return node.is_scalar(); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, std::string& out);
  static Node encode(const std::string& value) { return encode_text(value); }
};

/// A path, made absolute: relative to the folder of the text in which it is written.
template <>
struct Codec<std::filesystem::path> {
  static Type type() { return {.kind = Type::Kind::text}; }
  static bool accepts(const Node& node) { return node.is_scalar(); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, std::filesystem::path& out);
  static Node encode(const std::filesystem::path& value) { return encode_text(value.string()); }
};

/// A YAML value as it stands, for what is read later (the values of a sweep).
template <>
struct Codec<Node> {
  static Type type() { return {}; }
  static bool accepts(const Node&) { return true; }
  static bool decode(const Cursor& at, const Type&, BindContext&, Node& out) {
    out = at.node();
    return true;
  }
  static Node encode(const Node& value) { return value; }
};

/// An enumeration whose names are given by a function found beside it:
///   constexpr auto choice_names(Reduction) { return std::array<std::string_view, 2>{"mean", "sum"}; }
/// and, where a name is known but refused, its reason (RefusedChoice).
template <class E>
concept Choice = std::is_enum_v<E> && requires(E e) { choice_names(e); };

template <Choice E>
struct Codec<E> {
  static Type type() {
    Type type{.kind = Type::Kind::choice};
    for (std::string_view name : choice_names(E{})) type.choices.emplace_back(name);
    if constexpr (requires(E e) { refused_choices(e); }) {
      for (const RefusedChoice& refused : refused_choices(E{}))
        type.refused.emplace_back(refused.name, refused.reason);
    }
    return type;
  }
  static bool accepts(const Node& node) { return node.is_scalar() && choice_named<E>(node.text()); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, E& out) {
    std::size_t index = 0;
    if (!decode_choice(at, type, context, index)) return false;
    out = choice_at<E>(index);
    return true;
  }
  static Node encode(E value) { return Node::scalar(std::string(choice_name(value))); }
};

template <class T>
struct Codec<std::optional<T>> {
  static Type type() {
    Type type = Codec<T>::type();
    type.nullable = true;
    return type;
  }
  static bool accepts(const Node& node) { return is_nothing(node) || Codec<T>::accepts(node); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, std::optional<T>& out) {
    out.reset();
    if (is_nothing(at.node())) return true;
    return Codec<T>::decode(at, type, context, out.emplace());
  }
  static Node encode(const std::optional<T>& value) { return value ? Codec<T>::encode(*value) : Node(); }
};

bool check_list(const Cursor& at, const Type& type, BindContext& context);
bool check_tuple(const Cursor& at, const Type& type, BindContext& context);

template <class T>
struct Codec<std::vector<T>> {
  static Type type() { return {.kind = Type::Kind::list, .elements = {Codec<T>::type()}}; }
  static bool accepts(const Node& node) {
    return node.is_sequence() && (node.items().empty() || Codec<T>::accepts(node.items().front()));
  }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, std::vector<T>& out) {
    out.clear();
    if (!check_list(at, type, context)) return false;
    const auto& items = at.node().items();
    out.reserve(items.size());
    bool good = true;
    for (std::size_t i = 0; i < items.size(); ++i) {
      T value{};
      good &= Codec<T>::decode(Cursor(at, i, items[i]), type.elements.front(), context, value);
      out.push_back(std::move(value));
    }
    return good;
  }
  static Node encode(const std::vector<T>& values) {
    std::vector<Node> items;
    items.reserve(values.size());
    for (const T& value : values) items.push_back(Codec<T>::encode(value));
    return Node::sequence(std::move(items));
  }
};

template <class T, std::size_t N>
struct Codec<std::array<T, N>> {
  static Type type() {
    return {.kind = Type::Kind::tuple, .elements = std::vector<Type>(N, Codec<T>::type())};
  }
  static bool accepts(const Node& node) { return node.is_sequence(); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, std::array<T, N>& out) {
    if (!check_tuple(at, type, context)) return false;
    bool good = true;
    for (std::size_t i = 0; i < N; ++i) {
      good &= Codec<T>::decode(Cursor(at, i, at.node().items()[i]), type.elements[i], context, out[i]);
    }
    return good;
  }
  static Node encode(const std::array<T, N>& values) {
    return Codec<std::vector<T>>::encode({values.begin(), values.end()});
  }
};

/// Keys that the user chooses, in the order written, with values of one type.
template <class T>
struct Codec<std::vector<std::pair<std::string, T>>> {
  using Map = std::vector<std::pair<std::string, T>>;
  static Type type() { return {.kind = Type::Kind::map, .elements = {Codec<T>::type()}}; }
  static bool accepts(const Node& node) { return node.is_map(); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, Map& out) {
    out.clear();
    if (!at.node().is_map()) return context.wrong_type(at, type);
    bool good = true;
    for (const auto& entry : at.node().entries()) {
      out.emplace_back(entry.key, T{});
      good &= Codec<T>::decode(Cursor(at, entry.key, entry.value), type.elements.front(), context,
                               out.back().second);
    }
    return good;
  }
  static Node encode(const Map& values) {
    std::vector<Node::Entry> entries;
    for (const auto& [key, value] : values) entries.push_back({key, {}, Codec<T>::encode(value)});
    return entries.empty() ? Node() : Node::map(std::move(entries));
  }
};

/// The first alternative whose shape fits the node is the one that is read.
template <class... Ts>
struct Codec<std::variant<Ts...>> {
  static Type type() { return {.kind = Type::Kind::alternatives, .elements = {Codec<Ts>::type()...}}; }
  static bool accepts(const Node& node) { return (Codec<Ts>::accepts(node) || ...); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, std::variant<Ts...>& out) {
    return decode_from<0>(at, type, context, out);
  }
  static Node encode(const std::variant<Ts...>& value) {
    return std::visit([](const auto& v) { return Codec<std::decay_t<decltype(v)>>::encode(v); }, value);
  }

 private:
  template <std::size_t I>
  static bool decode_from(const Cursor& at, const Type& type, BindContext& context,
                          std::variant<Ts...>& out) {
    if constexpr (I == sizeof...(Ts)) {
      return context.wrong_type(at, type);
    } else {
      using T = std::variant_alternative_t<I, std::variant<Ts...>>;
      if (!Codec<T>::accepts(at.node())) return decode_from<I + 1>(at, type, context, out);
      return Codec<T>::decode(at, type.elements[I], context, out.template emplace<I>());
    }
  }
};

}  // namespace runner
