#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/yaml.h"
#include "spec/registration.h"

namespace runner {

enum class Colour { red, green };
constexpr auto choice_names(Colour) {
  return std::array<std::string_view, 2>{"red", "green"};
}

/// A kind of component with a field of every type, as tests of the declaration need it.
struct ShapeConfig {
  static constexpr std::string_view kind = "shape";
  static constexpr std::string_view plural = "shapes";
  virtual ~ShapeConfig() = default;
};

struct EdgeConfig {
  double width = 1;
  static Spec<EdgeConfig> spec() {
    return Spec<EdgeConfig>("edge", "The line around a shape.")
        .field("width", &EdgeConfig::width, "Thickness.", above(0));
  }
};

struct CircleLossConfig : ShapeConfig {
  double radius = 0;
  std::int64_t corners = 4;
  bool filled = true;
  std::string title;
  Colour colour = Colour::red;
  std::vector<double> weights;
  std::array<double, 2> betas = {0.9, 0.999};
  std::optional<double> tilt;
  std::variant<std::int64_t, Colour> size = std::int64_t{32};
  Component<ShapeConfig> inside;
  EdgeConfig edge;

  static Spec<CircleLossConfig> spec() {
    using C = CircleLossConfig;
    return Spec<C>("CircleLoss", "All points at one distance.")
        .alias("ring")
        .source("Euclid, Elements I")
        .required("radius", &C::radius, "the distance.", at_least(0))
        .field("corners", &C::corners, "How many.", closed(0, 100))
        .field("filled", &C::filled, "Whether there is an inside.")
        .field("title", &C::title, "A text.")
        .field("colour", &C::colour, "Of the line.")
        .field("weights", &C::weights, "One per corner.", at_least(0))
        .field("betas", &C::betas, "Two memories.", half_open(0, 1))
        .field("tilt", &C::tilt, "An angle.", between(-90, 90))
        .field("size", &C::size, "A number or a colour.", at_least(1))
        .field("inside", &C::inside, "Another shape.")
        .field("edge", &C::edge, "The line.")
        .check("weights", "one weight per corner is needed", [](const C& c) {
          return c.weights.empty() || static_cast<std::int64_t>(c.weights.size()) == c.corners;
        });
  }
};

struct PointConfig : ShapeConfig {
  static Spec<PointConfig> spec() { return Spec<PointConfig>("Point", "That which has no part."); }
};

inline const Registries& shapes() {
  static const Registries all = [] {
    Registries made;
    auto& registry = made.add<ShapeConfig>();
    registry.add<CircleLossConfig>();
    registry.add<PointConfig>();
    return made;
  }();
  return all;
}

/// Binds a component; the messages as they are shown.
inline Component<ShapeConfig> bind_shape(const std::string& yaml, std::string& messages) {
  Diagnostics diagnostics;
  Component<ShapeConfig> component;
  const auto root = parse_yaml(std::make_shared<Source>(Source{"shape.yaml", yaml, ""}), diagnostics);
  BindContext context{diagnostics, shapes()};
  if (root) shapes().of<ShapeConfig>().bind(Cursor(*root), context, component);
  messages = diagnostics.text();
  return component;
}

}  // namespace runner
