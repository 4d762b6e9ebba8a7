#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "bound.h"
#include "support/reference.h"

namespace runner {
namespace {

using Json = nlohmann::json;

/// Even draws are PyTorch's to the bit; normal ones pass through logarithm and cosine, which differ in the
/// last place between libraries.
template <class T>
void check_same(std::span<const T> found, const Json& expected, bool normal) {
  REQUIRE(found.size() == expected.size());
  const double most_apart = normal ? (std::is_same_v<T, float> ? 1e-6 : 2e-15) : 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    const T wanted = expected[i].get<T>();
    CHECK(std::abs(static_cast<double>(found[i]) - static_cast<double>(wanted)) <= most_apart);
  }
}

template <class T>
void check_initializer(const Json& c) {
  CAPTURE(c.dump());
  const auto shape = c["shape"].get<Shape>();
  std::vector<T> values(static_cast<std::size_t>(size_of(shape)));
  Generator generator(3);
  const Component<InitializerConfig> component = initializer_of(c["initializer"].dump());
  component->fill(std::span<T>(values), shape, generator);
  const bool exact = component.type.find("normal") == std::string::npos && component.type != "orthogonal" &&
                     component.type != "sparse" && component.type != "variance_scaling";
  check_same<T>(values, c["values"], !exact);
}

template <class T>
void check_drawn_network(const Json& c) {
  CAPTURE(c.dump());
  Network<T> network(layers_of(c["network"].dump()), {c["inputs"].get<Index>()}, 1);
  Generator generator(c["seed"].get<std::uint64_t>());
  network.initialize(generator);
  check_same<T>(network.parameters(), c["values"], c["network"].dump().find("normal") != std::string::npos);
}

}  // namespace

TEST_CASE("initialisers draw what torch.nn.init draws") {
  const Json all = reference("reference/nn.json");
  for (const Json& c : all["initializers"]) {
    c["dtype"] == "float32" ? check_initializer<float>(c) : check_initializer<double>(c);
  }
}

TEST_CASE("a network starts with PyTorch's numbers: defaults first, then the initialisers asked for") {
  const Json all = reference("reference/nn.json");
  for (const Json& c : all["networks"]) {
    c["dtype"] == "float32" ? check_drawn_network<float>(c) : check_drawn_network<double>(c);
  }
}

TEST_CASE("values written out are the first parameters") {
  Network<double> network(layers_of("[{type: Linear, out_features: 2, weight_init: [[1, 2, 3], [4, 5, 6]],"
                                    " bias_init: [-1, 0.5]}]"),
                          {3}, 1);
  Generator generator(0);
  network.initialize(generator);
  const std::span<double> found = network.parameters();
  CHECK(std::vector<double>(found.begin(), found.end()) == std::vector<double>{1, 2, 3, 4, 5, 6, -1, 0.5});
}

}  // namespace runner
