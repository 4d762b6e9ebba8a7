#include "plan/network_input.h"

#include <doctest/doctest.h>

#include "support/experiment.h"

namespace runner {

namespace {

Shape input_for(const std::string& data, const std::string& network, const Shape& sample) {
  Diagnostics diagnostics;
  const auto plan = plan_of("data: " + data + "\nnetwork: " + network +
                                "\nloss: CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 1}\n",
                            diagnostics);
  CAPTURE(diagnostics.text());
  REQUIRE(plan);
  return network_input(*bound(plan->setups.front(), catalog()), sample);
}

}  // namespace

TEST_CASE("pictures are rows of pixels for networks that take such, as they always were") {
  const std::string idx = "{type: idx, path: p, labels: l}";
  const Shape picture = {1, 4, 4}, row = {16};
  for (const char* network :
       {"[{type: Linear, out_features: 2}]", "[Flatten, {type: Linear, out_features: 2}]",
        "[BatchNorm1d, {type: Linear, out_features: 2}]", "[{Residual: [{type: Linear, out_features: 16}]}]",
        "[{type: Linear, in_features: 3, out_features: 2}]"}) {
    CAPTURE(network);
    CHECK(input_for(idx, network, picture) == row);
    CHECK(input_for("{type: fashion_mnist, path: p}", network, picture) == row);
    CHECK(input_for("{type: cifar, path: p}", network, picture) == picture);
  }
  // It wants a picture's width.
  CHECK(input_for(idx, "[{type: LayerNorm, normalized_shape: [4]}, Flatten, {type: Linear, out_features: 2}]",
                  picture) == picture);
  CHECK(input_for(idx, "[{type: LayerNorm, normalized_shape: [4]}]", {3}) == Shape{3});
}

}  // namespace runner
