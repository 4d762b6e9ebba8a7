#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/node.h"

namespace runner {

class Cursor;
struct BindContext;
struct Type;
template <class C>
class Spec;
template <class T>
struct Codec;

/// A name of an enumeration that users know from elsewhere and this program has not, beside its
/// `choice_names`:
///   constexpr auto refused_choices(Reduction) { return std::array<RefusedChoice, 1>{{{"none", "…"}}}; }
struct RefusedChoice {
  std::string_view name;
  std::string_view reason;
};

/// A component chosen and configured by the user: what to build, and the place of what there is to say about
/// it. `K` is the base of the kind's configs (OptimizerConfig, LayerConfig, …); the config itself is the
/// factory.
template <class K>
struct Component {
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

}  // namespace runner
