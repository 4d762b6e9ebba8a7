#include "plan/spaces.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <string>

namespace runner {

TEST_CASE("a space has the ends that are written, and every decade exactly") {
  for (int low = -12; low < 12; ++low) {
    for (int high = low + 1; high <= 12; ++high) {
      const std::string first = "1e" + std::to_string(low), last = "1e" + std::to_string(high);
      for (int per_decade : {1, 2, 3, 5, 10}) {
        const auto points = logspace(first, last, std::int64_t{high - low} * per_decade + 1);
        for (int decade = 0; decade <= high - low; ++decade) {
          const double exact = std::strtod(("1e" + std::to_string(low + decade)).c_str(), nullptr);
          CHECK(points[static_cast<std::size_t>(decade * per_decade)] == exact);
        }
      }
    }
  }
  // The learning rates of DeepOBS: 36 from 1e-5 to 1e2, the doubles nearest to 10^(i/5 - 5).
  const auto rates = logspace("1e-5", "1e2", 36);
  CHECK(rates.size() == 36);
  CHECK(rates[1] == 1.584893192461113485e-5);
  CHECK(rates[24] == 6.309573444801932494e-1);
  CHECK(rates[34] == 63.09573444801932494);
  CHECK(logspace("2", "1024", 10) == std::vector<double>{2, 4, 8, 16, 32, 64, 128, 256, 512, 1024});
  CHECK(logspace("0.7", "0.3", 2) == std::vector<double>{0.7, 0.3});
  CHECK(logspace("0.7", "0.7", 1) == std::vector<double>{0.7});
}

TEST_CASE("equal steps are rounded once") {
  CHECK(linspace("0", "1", 11) == std::vector<double>{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1});
  CHECK(linspace("+1", "-1", 5) == std::vector<double>{1, 0.5, 0, -0.5, -1});
  CHECK(linspace("1e-3", "3E-3", 3) == std::vector<double>{0.001, 0.002, 0.003});
}

TEST_CASE("a range goes up to its stop, but never has it") {
  constexpr std::size_t most = 100;
  CHECK(arange("0", "1", "0.1", most) == std::vector<double>{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9});
  CHECK(arange("8", "65", "8", most) == std::vector<double>{8, 16, 24, 32, 40, 48, 56, 64});
  CHECK(arange("8", "64", "8", most).back() == 56);
  CHECK(arange("3", "1", "-1", most) == std::vector<double>{3, 2});
  CHECK(arange("1", "3", "-1", most).empty());
  CHECK(arange("0", "1e9", "1", most).size() == most + 1);
}

TEST_CASE("points are written as they would be by hand") {
  std::string text;
  for (const Node& node : number_nodes(logspace("1e-6", "1e2", 9), {})) text += node.text() + " ";
  CHECK(text == "1e-06 1e-05 0.0001 0.001 0.01 0.1 1 10 100 ");
}

}  // namespace runner
