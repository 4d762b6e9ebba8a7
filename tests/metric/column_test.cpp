#include "metric/column.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace runner;

TEST_CASE("a column's name is made of its part and what is measured") {
  CHECK(loss_column(Part::val).name == "val_loss");
  CHECK(loss_column(Part::val).role == Role::loss);
  CHECK(loss_column(Part::val).better == Direction::lower);
  const Column accuracy = metric_column(Part::test, "accuracy", Direction::higher);
  CHECK(accuracy.name == "test_accuracy");
  CHECK(accuracy.part == Part::test);
  CHECK(accuracy.role == Role::metric);
  CHECK(metric_column(Part::none, "distance_to_minimum", Direction::lower).name == "distance_to_minimum");
  const Column average = average_column(loss_column(Part::train), "train_loss_ema_0.9");
  CHECK(average.part == Part::train);
  CHECK(average.role == Role::metric);
  CHECK(average.better == Direction::lower);
}

TEST_CASE("name and direction, as run.json keeps them, say all there is to a measured column") {
  const Column columns[] = {
      loss_column(Part::train),
      loss_column(Part::val),
      loss_column(Part::test),
      metric_column(Part::val, "accuracy", Direction::higher),
      metric_column(Part::train, "grad_norm", Direction::lower),
      metric_column(Part::none, "distance_to_minimum", Direction::lower),
      average_column(loss_column(Part::test), "test_loss_ema_0.9"),
      average_column(metric_column(Part::train, "r2", Direction::higher), "train_r2_ema_0.5")};
  for (const Column& column : columns) {
    CAPTURE(column.name);
    CHECK((recorded_column(column.name, column.better == Direction::higher) == column));
  }
  // Not of a part: the prefix is a word of its own.
  CHECK(recorded_column("testing_loss", false).part == Part::none);
  CHECK(recorded_column("testing_loss", false).role == Role::metric);
}

TEST_CASE("columns are found by name, or by part and role") {
  const std::vector<Column> columns = {
      loss_column(Part::train), metric_column(Part::val, "mae", Direction::lower), loss_column(Part::val)};
  CHECK(find_column(columns, "val_mae") == 1);
  CHECK_FALSE(find_column(columns, "mae"));
  CHECK(find_column(columns, Part::val, Role::loss) == 2);
  CHECK_FALSE(find_column(columns, Part::test, Role::loss));
}

TEST_CASE("better is the way that the column says, by more than the margin") {
  CHECK(is_better(Direction::lower, 1, 2));
  CHECK_FALSE(is_better(Direction::lower, 1.5, 2, 0.5));
  CHECK(is_better(Direction::higher, 2, 1));
  CHECK_FALSE(is_better(Direction::higher, 2, 1, 1));
  CHECK_FALSE(is_better(Direction::lower, std::nan(""), 1));
  CHECK(cost(Direction::higher, 2) < cost(Direction::higher, 1));
  CHECK(cost(Direction::lower, 1) < cost(Direction::lower, 2));
}
