// What of a resolved node decides numbers, for every type that a field may have.
#include "spec/identity_node.h"

#include <doctest/doctest.h>

#include "sample.h"

namespace runner {

namespace {

/// A section in which some options came later.
struct CornerConfig {
  double angle = 90;
  double radius = 0;
  static Spec<CornerConfig> spec() {
    return Spec<CornerConfig>("corner", "Where two edges meet.")
        .field("angle", &CornerConfig::angle, "Degrees.")
        .field("radius", &CornerConfig::radius, "Of its rounding.")
        .since(2);
  }
};

struct SquareConfig {
  CornerConfig corner;
  std::vector<CornerConfig> corners;
  std::array<CornerConfig, 2> ends;
  std::vector<std::pair<std::string, CornerConfig>> named;
  std::variant<double, CornerConfig, std::vector<CornerConfig>> either = 1.0;
  std::vector<double> weights = {1, 2};
  static Spec<SquareConfig> spec() {
    using C = SquareConfig;
    return Spec<C>("square", "Four corners.")
        .field("corner", &C::corner, "One.")
        .field("corners", &C::corners, "A list.")
        .field("ends", &C::ends, "Two.")
        .field("named", &C::named, "By name.")
        .field("either", &C::either, "A number, or one, or a list.")
        .field("weights", &C::weights, "Numbers.")
        .since(3);
  }
};

std::string identity(const SquareConfig& config, const RevisionOf& revision_of, int format = 1) {
  IdentityNodes nodes(shapes(), format);
  const auto& spec = spec_of<SquareConfig>();
  return to_flow_yaml(nodes.of(Node::map(spec.encode(&config)), spec, revision_of));
}

int first(const SpecBase&) {
  return 1;
}

}  // namespace

TEST_CASE("later fields at their defaults are left out, in whatever they stand") {
  SquareConfig config;
  config.corners.resize(1);
  config.named = {{"left", {}}};
  config.either = CornerConfig();
  CHECK(identity(config, first) ==
        "{corner: {angle: 90}, corners: [{angle: 90}], ends: [{angle: 90}, {angle: 90}], named: {left: "
        "{angle: 90}}, either: {angle: 90}}");
  config.either = std::vector<CornerConfig>{{45, 1}};
  config.ends[1].radius = 2;
  config.weights = {1, 3};
  CHECK(identity(config, first) ==
        "{corner: {angle: 90}, corners: [{angle: 90}], ends: [{angle: 90}, {angle: 90, radius: 2}], named: "
        "{left: {angle: 90}}, either: [{angle: 45, radius: 1}], weights: [1, 3]}");
}

TEST_CASE("a field of the format itself is there with its default") {
  const SquareConfig config;
  CHECK(identity(config, first, 2) ==
        "{corner: {angle: 90, radius: 0}, corners: [], ends: [{angle: 90, radius: 0}, {angle: 90, radius: "
        "0}], either: 1}");
  CHECK(identity(config, first, 3).ends_with("weights: [1, 2]}"));
}

TEST_CASE("a revision above 1 stands in each section that has it") {
  const auto corners_changed = [](const SpecBase& spec) { return spec.name() == "corner" ? 2 : 1; };
  CHECK(identity({}, corners_changed) ==
        "{corner: {angle: 90, revision: 2}, corners: [], ends: [{angle: 90, revision: 2}, {angle: 90, "
        "revision: 2}], either: 1}");
  CHECK(identity({}, [](const SpecBase& spec) {
          return spec.name() == "square" ? 4 : 1;
        }).ends_with("either: 1, revision: 4}"));
}

TEST_CASE("components are found inside of components") {
  std::string messages;
  const auto ring =
      bind_shape("{type: ring, radius: 1, inside: {type: ring, radius: 2, inside: Point}}", messages);
  CHECK(messages.empty());
  IdentityNodes nodes(shapes(), 1);
  const SpecBase& spec = shapes().of("shape").spec("CircleLoss");
  CHECK(nodes.of(ring.resolved, spec, first).same_as(ring.resolved));
  const auto points_changed = [](const SpecBase& one) { return one.name() == "Point" ? 2 : 1; };
  const Node changed = nodes.of(ring.resolved, spec, points_changed);
  CHECK(to_flow_yaml(*find_path(changed, "inside.inside")) == "{type: Point, revision: 2}");
}

}  // namespace runner
