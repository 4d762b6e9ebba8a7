#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "built_experiment.h"
#include "page/comparisons.h"
#include "page/figures.h"
#include "page/grid.h"
#include "page/landscape.h"
#include "page/many_keys.h"
#include "page/names.h"
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
    CHECK(!figure.data.rows.empty());
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
  CHECK_EQ(names_of(figures), "best_so_far importance slices parallel_coordinates rank_agreement curves");
  check_drawn(figures);
  CHECK_EQ(
      figures[0].caption.substr(0, 96),
      "The best, 1.005, is number 1 of 12, found after 4 of 48 epochs of training. Expected is the mean");
  // Of twelve configurations one at random lies between the best and the worst; all of them are the best.
  const auto number = [&](std::size_t row, std::size_t column) {
    return std::get<double>(figures[0].data.rows[row][column]);
  };
  CHECK_EQ(number(0, 7), doctest::Approx(2.205));
  CHECK_EQ(number(0, 8), doctest::Approx(1.005));
  for (std::size_t column = 4; column < 9; ++column)
    if (column != 6) CHECK_EQ(number(11, column), doctest::Approx(1.005));
  // An epoch before the end is twice as bad for each: it ranks alike.
  CHECK_EQ(std::get<double>(figures[4].data.rows[0][2]), doctest::Approx(1));
}

TEST_CASE("whether early stopping is safe: ranks that change until the end") {
  ExperimentData data = built_experiment({{"a", {"p", "q"}}, {"b", {"1", "2", "3"}}, {"c", {"u", "v"}}}, 1,
                                         [](const std::vector<std::size_t>& at, std::int64_t) {
                                           return 1 + static_cast<double>(6 * at[0] + 2 * at[1] + at[2]);
                                         });
  for (Curves& curves : data.curves)
    curves.values[0][0] = -curves.values[0][1];  // the other way round at first
  const auto figure = agreement_figure(data, 0);
  REQUIRE(figure);
  REQUIRE_EQ(figure->data.rows.size(), 2);
  CHECK_EQ(std::get<double>(figure->data.rows[0][2]), doctest::Approx(-1));
  CHECK_EQ(std::get<double>(figure->data.rows[0][3]), 12);
  CHECK_EQ(std::get<double>(figure->data.rows[1][2]), doctest::Approx(1));
  CHECK_EQ(figure->caption,
           "Ranks change up to the end: stopping early would have dropped good configurations. The best one "
           "is in the better "
           "half from epoch 2 on.");
}

TEST_CASE("two numbers with five values of each are a landscape; words and fewer values are not") {
  const auto value = [](const std::vector<std::size_t>& at, std::int64_t) {
    const double x = static_cast<double>(at[0]) - 2, y = static_cast<double>(at[1]) - 2;
    return at[0] == 4 && at[1] == 4 ? NAN : 1 + x * x + y * y;
  };
  const std::vector<std::string> lr = {"0.001", "0.01", "0.1", "1", "10"}, size = {"1", "2", "3", "4", "5"};
  const ExperimentData data = built_experiment({{"lr", lr}, {"size", size}}, 1, value);
  REQUIRE_EQ(data.shape.kind, Kind::two_keys);
  const auto figures = figures_of_two_keys(data);
  CHECK_EQ(names_of(figures), "grid contours margins curves");
  check_drawn(figures);
  const picture::Panel& panel = figures[1].picture.panels.front();
  CHECK_EQ(panel.x.scale, picture::ScaleKind::log);
  const auto& field = std::get<picture::Contours>(panel.marks.front());
  CHECK(std::isnan(field.values[4 * 5 + 4]));
  CHECK_EQ(field.values[2 * 5 + 2], 1);
  const auto& best = std::get<picture::Annotation>(panel.marks.back());
  CHECK_EQ(best.x, 0.1);
  CHECK_EQ(best.y, 3);
  const ExperimentData words = built_experiment({{"a", {"p", "q", "r", "s", "t"}}, {"size", size}}, 1, value);
  CHECK_EQ(names_of(figures_of_two_keys(words)).find("contours"), std::string::npos);
}

TEST_CASE("alternatives each against each, p adjusted for all pairs") {
  const ExperimentData data = built_experiment({{"optimizer", {"SGD", "Adam", "RMSprop"}}}, 5,
                                               [](const std::vector<std::size_t>& at, std::int64_t seed) {
                                                 const double s = static_cast<double>(seed);
                                                 return at[0] == 0 ? 3 + 0.1 * s
                                                        : at[0] == 1
                                                            ? 1 + 0.11 * s
                                                            : 1 + 0.1 * s + (seed % 2 == 0 ? 0.05 : -0.04);
                                               });
  const auto figure = comparisons_figure(data, {0, 1, 2}, 0);
  REQUIRE(figure);
  check_drawn({*figure});
  REQUIRE_EQ(figure->data.rows.size(), 6);
  const auto number = [&](std::size_t row, std::size_t column) {
    return std::get<double>(figure->data.rows[row][column]);
  };
  CHECK_EQ(number(0, 3), doctest::Approx(1.98));
  CHECK_EQ(number(1, 3), doctest::Approx(-1.98));
  CHECK_EQ(number(0, 9), 0);  // SGD's loss is higher
  CHECK_EQ(number(1, 9), 1);
  CHECK_EQ(number(0, 4), doctest::Approx(-number(1, 5)));
  const std::string found =
      "2 of 3 pairs can be told apart at 5 %: optimizer=Adam is better than optimizer=SGD, optimizer=RMSprop "
      "is better than optimizer=SGD. In each cell";
  CHECK_EQ(figure->caption.substr(0, found.size()), found);
}

TEST_CASE("runs of several problems are scored within their problem; one that diverged beats none") {
  const ExperimentData data = built_experiment(
      {{"problem", {"rosenbrock", "beale"}}, {"optimizer", {"SGD", "Adam"}}}, 3,
      [](const std::vector<std::size_t>& at, std::int64_t seed) {
        if (at[1] == 0 && seed == 0) return static_cast<double>(NAN);
        return (at[0] == 0 ? 1000.0 : 1.0) * (at[1] == 0 ? 2 : 1) + 0.1 * static_cast<double>(seed);
      });
  REQUIRE_EQ(data.shape.kind, Kind::problems);
  const auto figures = figures_of_problems(data);
  CHECK_EQ(names_of(figures),
           "ranks mean_ranks interquartile_means probability_of_improvement curves_by_problem");
  check_drawn(figures);
  CHECK_EQ(std::get<double>(figures[2].data.rows[0][1]), 0);
  CHECK_EQ(std::get<double>(figures[2].data.rows[1][1]), 1);
  CHECK_EQ(std::get<double>(figures[2].data.rows[0][4]), 6);
  CHECK_EQ(std::get<double>(figures[3].data.rows[1][2]), 1);
}

TEST_CASE("names without long rows of digits, and no two alike") {
  using Names = std::vector<std::string>;
  CHECK_EQ(without_long_digits({"SGD lr=0.03981071705534973", "SGD lr=0.1"}),
           Names{"SGD lr=0.03981", "SGD lr=0.1"});
  CHECK_EQ(without_long_digits({"lr=0.0398107170", "lr=0.0398107999"}),
           Names{"lr=0.0398107", "lr=0.0398108"});
  CHECK_EQ(without_long_digits({"a=1.2345678e-7 b=-3.00000001"}), Names{"a=1.235×10⁻⁷ b=-3"});
  // Short ones, whole ones, and what is no number stay.
  const Names whole = {"lr=0.031623", "n=123456789", "x1.23456789 v1.2.3456789", "1.23456789x", ""};
  CHECK_EQ(without_long_digits(whole), whole);
  // Two that are equal stay equal.
  CHECK_EQ(without_long_digits({"0.123456789", "0.123456789"}), Names{"0.1235", "0.1235"});
}

TEST_CASE("several problems: ranks alone are compared") {
  const ExperimentData data = built_experiment(
      {{"problem", {"rosenbrock", "beale", "saddle"}}, {"optimizer", {"SGD", "Adam"}}}, 1,
      [](const std::vector<std::size_t>& at, std::int64_t) {
        return std::pow(10.0, at[0]) * (at[0] == 2 && at[1] == 0 ? NAN : static_cast<double>(2 - at[1]));
      });
  REQUIRE_EQ(data.shape.kind, Kind::problems);
  const auto figures = figures_of_problems(data);
  CHECK_EQ(names_of(figures), "ranks mean_ranks probability_of_improvement curves_by_problem profile");
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
