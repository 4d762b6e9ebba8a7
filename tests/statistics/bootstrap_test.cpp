#include "statistics/bootstrap.h"

#include <doctest/doctest.h>

#include <vector>

#include "statistics/many_data_sets.h"
#include "support/reference.h"

using namespace runner;

TEST_CASE("of few values every resample is looked at") {
  for (const char* name : {"bootstrap", "bootstrap_of_six"}) {
    const auto expected = reference("reference/statistics.json")[name];
    const auto values = expected["values"].get<std::vector<double>>();
    const Bootstrap found = bootstrap_of_mean(values);
    CHECK(found.exact);
    CHECK(found.resamples == (values.size() == 4 ? 256 : 46656));
    CHECK(found.ci95.low == doctest::Approx(expected["percentiles"][0].get<double>()).epsilon(1e-12));
    CHECK(found.ci95.high == doctest::Approx(expected["percentiles"][1].get<double>()).epsilon(1e-12));
  }
}

TEST_CASE("of many values resamples are drawn as the values say") {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back(i % 7 + 0.1 * i);
  const Bootstrap found = bootstrap_of_mean(values), again = bootstrap_of_mean(values);
  CHECK(!found.exact);
  CHECK(found.resamples == 10000);
  CHECK(found.ci95.low == again.ci95.low);
  CHECK(found.ci95.high == again.ci95.high);
  // The normal interval is 4.875 ± 1.96 · 0.334.
  CHECK(found.ci95.low == doctest::Approx(4.0).epsilon(0.1));
  CHECK(found.ci95.high == doctest::Approx(5.7).epsilon(0.1));
  values.back() += 1e-9;
  CHECK(bootstrap_of_mean(values).ci95.low != found.ci95.low);
}

TEST_CASE("every sample is resampled by itself") {
  const SampleLists samples = {{1, 2}, {10, 20}};
  const Bootstrap found =
      bootstrap(samples, [](const SampleLists& s) { return s[0][0] + s[0][1] + s[1][0] + s[1][1]; });
  CHECK(found.exact);
  CHECK(found.resamples == 16);
  CHECK(found.ci95.low == doctest::Approx(22 + 0.375));
  CHECK(found.ci95.high == doctest::Approx(44 - 0.375));
}
