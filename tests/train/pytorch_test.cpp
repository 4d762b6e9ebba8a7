#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/experiment.h"

namespace runner {

TEST_CASE("a training from a seed has PyTorch's losses, epoch by epoch") {
  std::ifstream file(source_dir() / "tests/reference/training.json");
  const auto cases = nlohmann::json::parse(file);
  REQUIRE(cases.size() >= 6);
  for (const auto& c : cases) {
    const std::string name = c["name"], dtype = c["dtype"];
    CAPTURE(name);
    CAPTURE(dtype);
    std::string messages;
    const KeptRun run = run_of(c["yaml"], &messages);
    CHECK(messages == "");
    const auto losses = run.column("train_loss");
    REQUIRE(losses.size() == c["losses"].size() + 1);  // and epoch 0
    const double tolerance = dtype == "float64" ? 1e-9 : 1e-4;
    for (std::size_t i = 1; i < losses.size(); ++i) {
      CAPTURE(i);
      CHECK(losses[i] == doctest::Approx(c["losses"][i - 1].get<double>()).epsilon(tolerance));
    }
  }
}

}  // namespace runner
