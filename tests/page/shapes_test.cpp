#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "built_experiment.h"
#include "page/figures.h"
#include "page/grid.h"
#include "page/landscape.h"
#include "picture/svg.h"

using namespace runner;
using namespace runner::page;

namespace {

std::string names_of(const std::vector<Figure>& figures) {
  std::string names;
  for (const Figure& figure : figures) (names += names.empty() ? "" : " ") += figure.name;
  return names;
}

void check_drawn(const std::vector<Figure>& figures) {
  for (const Figure& figure : figures) {
    CAPTURE(figure.name);
    CHECK(!figure.heading.empty());
    CHECK(!figure.caption.empty());
    CHECK_EQ(picture::svg(figure.picture).find("nan"), std::string::npos);
    for (const auto& row : figure.data.rows) CHECK_EQ(row.size(), figure.data.headings.size());
  }
}

/// SGD is best at 0.1 and diverges at 1 and 10, Adam is best at 0.01.
ExperimentData rates() {
  return built_experiment(
      {{"optimizer", {"SGD", "Adam"}}, {"optimizer.lr", {"0.001", "0.01", "0.1", "1", "10"}}}, 3,
      [](const std::vector<std::size_t>& at, std::int64_t seed) {
        const double sgd[] = {4, 2, 1, NAN, NAN}, adam[] = {2, 1, 2, 4, NAN};
        return (at[0] == 0 ? sgd : adam)[at[1]] + 0.001 * static_cast<double>(seed);
      });
}

}  // namespace

TEST_CASE("a rate for several optimizers: its best value, the width of the good region, what diverged") {
  const ExperimentData data = rates();
  REQUIRE_EQ(data.shape.kind, Kind::rate);
  const auto figures = figures_of_rate(data);
  CHECK_EQ(names_of(figures), "rate good_region curves grid");
  check_drawn(figures);
  CHECK_EQ(
      figures[0].caption,
      "Best lr: SGD at 0.1 with 1.001 ± 0.001; Adam at 0.01 with 1.001 ± 0.001. Points are runs, the line is "
      "their mean, "
      "the band one standard deviation. A line ends with a cross where all runs of the next value diverged.");
  // 5 % of 1.001 is a twentieth of the way to the next decade, where the loss is 1 more; on SGD's right all
  // diverged.
  REQUIRE_EQ(figures[1].data.rows.size(), 2);
  const auto number = [&](std::size_t row, std::size_t column) {
    return std::get<double>(figures[1].data.rows[row][column]);
  };
  CHECK_EQ(number(0, 2), doctest::Approx(0.1 * std::pow(10, -0.05005)));
  CHECK_EQ(number(0, 3), doctest::Approx(0.1));
  CHECK_EQ(number(1, 4), doctest::Approx(2 * 0.05005));
}

TEST_CASE("two keys: the share of each, of both together and of the seeds") {
  const double values[4][3] = {{1, 2, 3}, {2, 1, 4}, {5, 5, 5}, {0, 3, 9}};
  const ExperimentData data = built_experiment(
      {{"a", {"p", "q", "r", "s"}}, {"b", {"x", "y", "z"}}}, 1,
      [&](const std::vector<std::size_t>& at, std::int64_t) { return values[at[0]][at[1]]; });
  REQUIRE_EQ(data.shape.kind, Kind::two_keys);
  const auto figures = figures_of_two_keys(data);
  CHECK_EQ(names_of(figures), "grid margins curves");
  check_drawn(figures);
  CHECK_EQ(figures[0].caption,
           "Best: b = x, a = s, which comes to 0. b explains 34.8 % of the variance, a 27 %, keys acting "
           "together 38.3 % (exact "
           "functional ANOVA of the grid).");
}

TEST_CASE("values of keys without a result everywhere are left out of the importance, and named") {
  const ExperimentData data = built_experiment({{"a", {"p", "q", "r"}}, {"lr", {"0.1", "0.2", "1"}}}, 2,
                                               [](const std::vector<std::size_t>& at, std::int64_t) {
                                                 return at[1] == 2 ? NAN : static_cast<double>(at[0]);
                                               });
  const auto importance = grid_importance(data, 0);
  REQUIRE(importance);
  CHECK_EQ(importance->left_out, std::vector<std::string>{"lr = 1"});
  CHECK_EQ(importance_text(data, *importance),
           "a explains 100 % of the variance, lr 0 %, keys acting together 0 %, seeds 0 % (exact functional "
           "ANOVA of the "
           "grid without lr = 1, where runs have no value).");
}

TEST_CASE("three keys: best so far, importance, slices, parallel coordinates") {
  const ExperimentData data = built_experiment({{"a", {"p", "q"}}, {"b", {"1", "2", "3"}}, {"c", {"u", "v"}}},
                                               2, [](const std::vector<std::size_t>& at, std::int64_t seed) {
                                                 return 1 + static_cast<double>(at[0]) +
                                                        0.1 * static_cast<double>(at[1]) +
                                                        0.01 * static_cast<double>(seed);
                                               });
  REQUIRE_EQ(data.shape.kind, Kind::many_keys);
  const auto figures = figures_of_many_keys(data);
  CHECK_EQ(names_of(figures), "best_so_far importance slices parallel_coordinates curves");
  check_drawn(figures);
  CHECK_EQ(figures[0].caption.substr(0, 42), "The best, 1.005, is number 1 of 12. Expect");
}

TEST_CASE("several problems: ranks alone are compared") {
  const ExperimentData data = built_experiment(
      {{"problem", {"rosenbrock", "beale", "saddle"}}, {"optimizer", {"SGD", "Adam"}}}, 1,
      [](const std::vector<std::size_t>& at, std::int64_t) {
        return std::pow(10.0, at[0]) * (at[0] == 2 && at[1] == 0 ? NAN : static_cast<double>(2 - at[1]));
      });
  REQUIRE_EQ(data.shape.kind, Kind::problems);
  const auto figures = figures_of_problems(data);
  CHECK_EQ(names_of(figures), "ranks mean_ranks curves_by_problem profile");
  check_drawn(figures);
  CHECK_EQ(figures[0].caption,
           "Adam is the best on 3 of 3 problems. In each cell the rank, and below it the mean.");
}

TEST_CASE("levels are ratios where nothing is below 0, else differences") {
  std::vector<double> bowl, saddle;
  for (int k = 0; k <= 100; ++k) {
    bowl.push_back(0.01 * k * k);
    saddle.push_back(0.1 * k - 5);
  }
  const Levels ratios = levels_of(bowl), differences = levels_of(saddle);
  CHECK(ratios.log);
  CHECK_EQ(ratios.values[2] / ratios.values[1], doctest::Approx(ratios.values[1] / ratios.values[0]));
  CHECK_FALSE(differences.log);
  CHECK_EQ(differences.values.size(), 11);
  CHECK_EQ(differences.values[5], doctest::Approx(0));
  CHECK(levels_of({NAN, NAN}).values.empty());
}
