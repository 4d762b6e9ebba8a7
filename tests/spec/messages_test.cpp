#include <doctest/doctest.h>

#include <string>

#include "sample.h"

namespace runner {

namespace {

struct Case {
  std::string yaml;
  std::string first_line;  // of the messages, without "shape.yaml:"
};

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("a wrong value is answered with what was expected") {
  const Case cases[] = {
      {"{type: CircleLoss, radius: abc}", "1:28: error: radius: expected a number, not 'abc'"},
      {"{type: CircleLoss, radius: \"1\"}",
       "1:28: error: radius: expected a number, not the text '1' in quotes"},
      {"{type: CircleLoss, radius: [1]}", "1:28: error: radius: expected a number, not a list"},
      {"{type: CircleLoss, radius: 1, corners: {}}", "1:40: error: corners: expected an integer, not a map"},
      {"{type: CircleLoss, radius: 1, corners: 2.5}", "1:40: error: corners: expected an integer, not '2.5'"},
      {"{type: CircleLoss, radius: 1, corners: 9007199254740992.5}",
       "1:40: error: corners: expected an integer, not '9007199254740992.5'"},
      {"{type: CircleLoss, radius: 1e400}",
       "1:28: error: radius: 1e400 is out of range; expected a number at least 0"},
      {"{type: CircleLoss, radius: -1}",
       "1:28: error: radius: -1 is out of range; expected a number at least 0"},
      {"{type: CircleLoss, radius: inf}",
       "1:28: error: radius: inf is out of range; expected a number at least 0"},
      {"{type: CircleLoss, radius: nan}",
       "1:28: error: radius: nan is out of range; expected a number at least 0"},
      {"{type: CircleLoss, radius: 1, filled: yes}",
       "1:39: error: filled: expected true or false, not 'yes'"},
      {"{type: CircleLoss, radius: 1, title: [a]}", "1:38: error: title: expected a text, not a list"},
      {"{type: CircleLoss, radius: 1, colour: gren}",
       "1:39: error: colour: there is no choice 'gren'; did you mean 'green'?"},
      {"{type: CircleLoss, radius: 1, weights: 3}",
       "1:40: error: weights: expected a list of numbers, not '3'"},
      {"{type: CircleLoss, radius: 1, weights: [1, x]}",
       "1:44: error: weights.1: expected a number, not 'x'"},
      {"{type: CircleLoss, radius: 1, weights: [1, 2]}",
       "1:40: error: weights: one weight per corner is needed"},
      {"{type: CircleLoss, radius: 1, betas: [0.9]}",
       "1:38: error: betas: expected a list of 2 numbers, not 1"},
      {"{type: CircleLoss, radius: 1, betas: [0.9, 1]}",
       "1:44: error: betas.1: 1 is out of range; expected a number in [0, 1)"},
      {"{type: CircleLoss, radius: 1, tilt: 90}",
       "1:37: error: tilt: 90 is out of range; expected a number in (-90, 90)"},
      {"{type: CircleLoss, radius: 1, size: blue}",
       "1:37: error: size: expected an integer or red or green, not 'blue'"},
      {"{type: CircleLoss, radius: 1, size: 0}",
       "1:37: error: size: 0 is out of range; expected a number at least 1"},
      {"{type: CircleLoss, radius: 1, inside: Squrae}",
       "1:39: error: inside: there is no shape 'Squrae'; known: CircleLoss, Point"},
      {"{type: CircleLoss, radius: 1, inside: {radius: 2}}",
       "1:39: error: inside: a shape needs the key 'type', one of: CircleLoss, Point"},
      {"{type: CircleLoss, radius: 1, edge: {with: 2}}",
       "1:38: error: edge.with: edge has no key 'with'; did you mean 'width'?"},
      {"{type: CircleLoss, radius: 1, edge: thin}", "1:37: error: edge: expected a map, not 'thin'"},
      {"{type: CircleLoss, radus: 1}", "1:1: error: CircleLoss needs the parameter 'radius': the distance."},
      {"{type: Point, x: 1}", "1:15: error: x: Point takes no parameters"},
      {"{type: Pont}", "1:8: error: there is no shape 'Pont'; did you mean 'Point'?"},
      {"[1, 2]", "1:1: error: expected the name of a shape or a map with 'type', not a list"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.yaml);
    std::string messages;
    CHECK(!bind_shape(c.yaml, messages));
    CHECK(first_line(messages) == "shape.yaml:" + c.first_line);
  }
}

TEST_CASE("all mistakes come in one pass, in order of place, each with its line and caret") {
  std::string messages;
  bind_shape("type: CircleLoss\ncolour: blau\nradius: x\ncornes: 3\n", messages);
  CHECK(messages ==
        "shape.yaml:2:9: error: colour: there is no choice 'blau'; known: red, green\n"
        "    2 | colour: blau\n"
        "      |         ^~~~\n"
        "shape.yaml:3:9: error: radius: expected a number, not 'x'\n"
        "    3 | radius: x\n"
        "      |         ^\n"
        "shape.yaml:4:1: error: cornes: CircleLoss has no parameter 'cornes'; did you mean 'corners'?\n"
        "    4 | cornes: 3\n"
        "      | ^~~~~~\n");
}

TEST_CASE("numbers are numbers however they are written") {
  const std::pair<std::string, double> cases[] = {{"1e-3", 1e-3}, {"1E5", 1e5}, {".5", .5},
                                                  {"010", 10},    {"+2", 2},    {"1.", 1}};
  for (const auto& [text, value] : cases) {
    CAPTURE(text);
    std::string messages;
    const auto component = bind_shape("{type: CircleLoss, radius: " + text + "}", messages);
    REQUIRE(component);
    CHECK(dynamic_cast<const CircleLossConfig&>(*component.config).radius == value);
  }
}

}  // namespace runner
