#include "metric/moving_average.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "metric/metrics/ema.h"
#include "support/components.h"

using namespace runner;

TEST_CASE("beta 0.9 weighs the value two steps back by 0.081") {
  // A single one among zeros shows its own weight.
  ExponentialMovingAverage average(0.9, AverageStart::zero);
  CHECK(average.update(1) == doctest::Approx(0.1).epsilon(1e-14));
  CHECK(average.update(0) == doctest::Approx(0.09).epsilon(1e-14));
  CHECK(average.update(0) == doctest::Approx(0.081).epsilon(1e-14));
}

TEST_CASE("a moving average begins with the first value, or with zero") {
  ExponentialMovingAverage from_first(0.5, AverageStart::first);
  ExponentialMovingAverage from_zero(0.5, AverageStart::zero);
  std::vector<double> first, zero;
  for (const double value : {8, 4, 0}) {
    first.push_back(from_first.update(value));
    zero.push_back(from_zero.update(value));
  }
  CHECK(first == std::vector<double>{8, 6, 3});
  CHECK(zero == std::vector<double>{4, 4, 2});
}

TEST_CASE("a moving average without memory is the column itself") {
  ExponentialMovingAverage average(0, AverageStart::zero);
  for (const double value : {3.5, -1.0, 0.25}) CHECK(average.update(value) == value);
}

TEST_CASE("ema tells which column to smooth, and how") {
  Components<MetricConfig, EmaConfig> metrics;
  const auto smoothing =
      metrics.bind("{type: ema, metric: train_loss, beta: 0.5, initial: zero}")->smoothing();
  REQUIRE(smoothing.has_value());
  CHECK(smoothing->column == "train_loss");
  CHECK(smoothing->beta == 0.5);
  CHECK(smoothing->start == AverageStart::zero);
}

TEST_CASE("options of ema that can't be used are told") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"ema", "ema needs the parameter 'metric': The column to smooth, such as train_loss."},
      {"{type: ema, metric: train_loss, beta: 1}", "beta: 1 is out of range; expected a number in [0, 1)"},
      {"{type: ema, metric: train_loss, initial: one}",
       "initial: there is no choice 'one'; known: first, zero"},
  };
  Components<MetricConfig, EmaConfig> metrics;
  for (const auto& [yaml, expected] : cases) {
    CHECK_FALSE(metrics.bind(yaml));
    CHECK(join(metrics.messages, "\n") == expected);
  }
}
