#include "compare/pairs.h"

#include <doctest/doctest.h>

#include <cmath>

#include "compare/fake_contenders.h"
#include "record/csv.h"

using namespace runner;

namespace {

constexpr double tight = 1e-9;
using Which = std::vector<std::pair<std::size_t, std::size_t>>;

doctest::Approx near(double value) {
  return doctest::Approx(value).epsilon(tight);
}

}  // namespace

TEST_CASE("two configurations by pairs of seeds have the golden numbers") {
  const Pairs pairs = compare_pairs({contender_of("A", seeds_of_a), contender_of("B", seeds_of_b)},
                                    Which{{0, 1}}, accuracy, true);
  REQUIRE(pairs.rows.size() == 1);
  const Pair& pair = pairs.rows.front();
  CHECK(pair.versus.paired);
  CHECK(pair.versus.n() == 10);
  CHECK(pair.versus.test.mean == near(.0041));
  CHECK(pair.versus.test.ci95.low == near(.0016577548067335033));
  CHECK(pair.versus.test.ci95.high == near(.006542245193266504));
  CHECK(pair.versus.test.p == near(.004232475341420356));
  CHECK(pair.versus.probability == near(.745));
  CHECK(pair.effect_size == near(.9478982448264133));
  CHECK(pair.assumption_free == 8 / 1024.0);
  CHECK(pair.versus.seeds_needed == 8);
  CHECK(!pair.is_exact);
  CHECK(pair.bootstrap.low == doctest::Approx(.0022).epsilon(.1));
  CHECK(pairs.notes.empty());
}

TEST_CASE("of a loss the lower is better") {
  const Pairs pairs = compare_pairs({contender_of("A", seeds_of_a), contender_of("B", seeds_of_b)},
                                    Which{{0, 1}}, loss_column(Part::val), false);
  CHECK(pairs.rows.front().versus.probability == near(.255));
  CHECK(std::isnan(pairs.rows.front().bootstrap.low));
}

TEST_CASE("all p are adjusted together, and small samples are resampled whole") {
  const std::vector<Contender> three = {contender_of("A", {1, 2, 3, 4}),
                                        contender_of("B", {1.1, 2.3, 3.2, 4.1}),
                                        contender_of("C", {5, 7, 6, 9})};
  const Pairs pairs = compare_pairs(three, Which{{0, 1}, {0, 2}, {1, 2}}, accuracy, true);
  REQUIRE(pairs.rows.size() == 3);
  double smallest = 1;
  for (const Pair& pair : pairs.rows) smallest = std::min(smallest, pair.versus.test.p);
  for (const Pair& pair : pairs.rows) {
    CHECK(pair.is_exact);
    CHECK(pair.p_holm >= pair.versus.test.p);
    if (pair.versus.test.p == smallest) CHECK(pair.p_holm == near(3 * smallest));
    CHECK(pair.assumption_free_holm <= 1);
  }
}

TEST_CASE("what is not shared, did not end or has no number is said") {
  Contender a = contender_of("A", {1, 2, 3}), b = contender_of("B", {1, 2, 3.5, 9}), c;
  b.diverged = 2;
  c.name = c.algorithm = "C";
  c.final.values[{10, -1, {}}] = 4;
  c.final.values[{11, -1, {}}] = 6;
  const Pairs pairs = compare_pairs({a, b, c}, Which{{0, 1}, {0, 2}}, accuracy, false);
  CHECK(pairs.rows[0].versus.n() == 3);
  CHECK(!pairs.rows[1].versus.paired);
  CHECK(pairs.rows[1].versus.n() == 5);
  // U = 0 of 3 and 2: √(3 · 2 · 6 / 12) deviations of 3 − 1/2.
  CHECK(pairs.rows[1].assumption_free == near(std::erfc(2.5 / std::sqrt(3) / std::sqrt(2))));
  CHECK(pairs.notes == std::vector<std::string>{
                           "A has no seed 3: only shared ones are compared",
                           "A and C share no two seeds: their values are compared as independent (Welch's "
                           "t test)",
                           "B: 2 diverged; these runs are not compared"});
}

TEST_CASE("folds have the interval of Nadeau and Bengio") {
  Contender a = contender_of("A", seeds_of_a), b = contender_of("B", seeds_of_b);
  a.final.held_to_trained = b.final.held_to_trained = 1.0 / 9;
  const Pairs pairs = compare_pairs({a, b}, Which{{0, 1}}, accuracy, false);
  CHECK(pairs.rows.front().versus.test.t == near(2.6137366137096087));
  CHECK(pairs.rows.front().versus.test.p == near(.028098051518642034));
}

TEST_CASE("the columns of --csv") {
  const Pairs pairs =
      compare_pairs({contender_of("A", {2, 3}), contender_of("B", {1, 2})}, Which{{0, 1}}, accuracy, false);
  CsvWriter csv;
  const auto columns = pair_columns(accuracy);
  add_heading(csv, columns);
  csv.end_row();
  add_row(csv, columns, pairs.rows.front());
  csv.end_row();
  CHECK(csv.content() ==
        "a,b,metric,n,difference,ci95_low,ci95_high,probability_a_better,effect_size,p,p_holm,seeds_needed\n"
        "A,B,val_accuracy,2,1,1,1,0.875,0.8081220356417684,0,0,2\n");
}
