#include <doctest/doctest.h>

#include <string>

#include "sample.h"
#include "spec/reference.h"

namespace runner {

TEST_CASE("a component answers to its name, its aliases and its lower-case spellings") {
  for (const std::string spelling : {"CircleLoss", "circleloss", "circle_loss", "circle", "ring"}) {
    CAPTURE(spelling);
    std::string messages;
    const auto component = bind_shape("{type: " + spelling + ", radius: 1}", messages);
    REQUIRE(component);
    CHECK(component.type == "CircleLoss");
  }
}

TEST_CASE("a component without options may be written as its bare name") {
  std::string messages;
  CHECK(bind_shape("point", messages).type == "Point");
}

TEST_CASE("a component knows every value with the defaults filled in") {
  std::string messages;
  const auto component = bind_shape("{type: ring, radius: 1e0, inside: Point, size: red}", messages);
  REQUIRE(component);
  CHECK(to_flow_yaml(component.resolved) ==
        "{type: CircleLoss, radius: 1, corners: 4, filled: true, title: \"\", colour: red, weights: [], "
        "betas: [0.9, 0.999], size: red, inside: {type: Point}, edge: {width: 1}}");
}

TEST_CASE("what is resolved reads back as itself") {
  std::string messages;
  const auto component = bind_shape("{type: ring, radius: 0.1, title: '007', tilt: null}", messages);
  REQUIRE(component);
  const auto again = bind_shape(to_flow_yaml(component.resolved), messages);
  REQUIRE(again);
  CHECK(to_flow_yaml(again.resolved) == to_flow_yaml(component.resolved));
}

TEST_CASE("explain shows parameters with type, range, default and meaning") {
  const auto& registry = shapes().of("shape");
  const std::string text = explain(registry, "CircleLoss");
  CHECK(text.find("  radius   the distance.\n           number at least 0; default: required\n") !=
        std::string::npos);
  CHECK(
      text.find("  betas    Two memories.\n           2 numbers, each in [0, 1); default: [0.9, 0.999]\n") !=
      std::string::npos);
  CHECK(text.find("Source: Euclid, Elements I\n") != std::string::npos);
  CHECK(text.find("Also written: circle, circle_loss, circleloss, ring\n") != std::string::npos);
  CHECK(explain(registry, "Point") ==
        "Point (shape)\n  That which has no part.\n\nNo parameters.\nAlso written: point\n");
}

}  // namespace runner
