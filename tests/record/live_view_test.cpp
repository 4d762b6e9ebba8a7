#include "record/live_view.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/text.h"
#include "record/terminal.h"

using namespace runner;

namespace {

Curve curve_of(const std::vector<double>& values) {
  Curve curve;
  for (const double value : values) curve.add(value);
  return curve;
}

LiveRun some_run(const std::string& name, std::int64_t epoch) {
  LiveRun run{name, 20};
  for (std::int64_t i = 0; i <= epoch; ++i)
    run.reach(i, {metric_column(Part::val, "accuracy", Direction::higher), static_cast<double>(i) / 10});
  return run;
}

}  // namespace

TEST_CASE("a curve goes from its lowest to its highest value, in Unicode and in ASCII") {
  CHECK(curve_of({0, 1, 2, 3, 4, 5, 6, 7}).text(8, true) == "▁▂▃▄▅▆▇█");
  CHECK(curve_of({0, 1, 2, 3, 4, 5, 6, 7}).text(20, false) == "_.:-=+*#");
  CHECK(curve_of({3, 3}).text(8, false) == "__");
  CHECK(curve_of({}).text(8, false).empty());
  CHECK(curve_of({7, 5, 1, 0}).text(1, false) == "_");  // the last one
  const double nothing = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  CHECK(curve_of({0, nothing, 7, -infinite, infinite}).text(8, false) == "_ #  ");
  const double huge = std::numeric_limits<double>::max();
  CHECK(curve_of({-huge, 0, huge}).text(8, false) == "_=#");
}

TEST_CASE("of many values a curve keeps the first and the latest") {
  for (const int count : {127, 128, 129, 255, 256, 257, 100000}) {
    Curve curve;
    for (int i = 0; i < count; ++i) curve.add(i);
    CHECK(curve.text(8, false) == "_.:-=+*#");
    curve.add(-1e9);
    CHECK(curve.text(8, false).back() == '_');
  }
}

TEST_CASE("at any width each running run shows its epoch, its value and a curve") {
  const LiveRun adam = some_run("Adam lr=0.001 seed 0", 9), sgd = some_run("SGD momentum=0.9 seed 1", 10);
  const LiveState state{6, 2, 1, {&adam, &sgd}, adam.measured, "Adam lr=0.01 seed 2", 3671};
  const auto at = [&](std::size_t columns, std::size_t rows) {
    return join(live_lines(state, {columns, rows, false}), "\n");
  };
  CHECK(at(101, 24) ==
        "2/6 runs, 2 running, 1 failed | best val_accuracy 0.9: Adam lr=0.01 seed 2 | 1:01:11 left\n"
        "Adam lr=0.001 seed 0     epoch 9/20   val_accuracy 0.9  _.::-=++*#\n"
        "SGD momentum=0.9 seed 1  epoch 10/20  val_accuracy 1    _..:-==+**#");
  CHECK(at(62, 24) ==
        "2/6 runs, 2 running, 1 failed\n"
        "best val_accuracy 0.9: Adam lr=0.01 seed 2 | 1:01:11 left\n"
        "Adam lr=0.001 seed 0  epoch 9/20   val_accuracy 0.9  _.::=++#\n"
        "SGD momentum=0.9 se…  epoch 10/20  val_accuracy 1    _..-=+*#");
  CHECK(at(40, 24) ==
        "2/6 runs, 2 running, 1 failed\n"
        "best val_accuracy 0.9: Adam lr=0.01 se…\n"
        "1:01:11 left\n"
        "Adam lr=0.001 seed 0\n"
        "  epoch 9/20  val_accuracy 0.9  _.:-++#\n"
        "SGD momentum=0.9 seed 1\n"
        "  epoch 10/20  val_accuracy 1  _..-=+*#");
  CHECK(at(20, 7) ==
        "2/6 runs, 2 runnin…\n"
        "best val_accuracy …\n"
        "1:01:11 left\n"
        "Adam lr=0.001 seed…\n"
        "  9/20 0.9  _.:-++#\n"
        "SGD momentum=0.9 s…\n"
        "  10/20 1  _..-=+*#");
  CHECK(at(20, 6) ==
        "2/6 runs, 2 runnin…\n"
        "best val_accuracy …\n"
        "1:01:11 left\n"
        "Adam lr=0.001 seed…\n"
        "  9/20 0.9  _.:-++#\n"
        "… and 1 more");
  for (std::size_t columns = 1; columns < 140; ++columns) {
    for (const std::size_t rows : {1U, 2U, 3U, 24U}) {
      const auto lines = live_lines(state, {columns, rows, true});
      CHECK(lines.size() <= rows);
      for (const auto& line : lines) CHECK(character_count(line) <= std::max<std::size_t>(columns, 2) - 1);
    }
  }
  CHECK(live_line(state) ==
        "2/6 runs, 2 running, 1 failed | Adam lr=0.001 seed 0: epoch 9/20, val_accuracy 0.9 | "
        "SGD momentum=0.9 seed 1: epoch 10/20, val_accuracy 1 | best val_accuracy 0.9: Adam lr=0.01 seed 2 | "
        "1:01:11 left");
}

TEST_CASE("what a file calls its runs can't act on the terminal") {
  LiveRun run{"a\x1b[2J\n\u202e", 0};
  run.reach(3, {recorded_column("x\x1b[1m", false), 1});
  const LiveState state{1, 0, 0, {&run}, run.measured, run.name, {}};
  const std::string shown = "x\\x1b[1m 1";
  CHECK(live_line(state) == "0/1 run, 1 running | a\\x1b[2J\\n\\u202e: epoch 3, " + shown + " | best " +
                                shown + ": a\\x1b[2J\\n\\u202e");
  for (std::size_t columns = 1; columns < 140; ++columns)
    for (const auto& line : live_lines(state, {columns, 24, true})) CHECK(is_visible(line));
}

TEST_CASE("a view is drawn over the last one, also where the terminal has broken its lines since") {
  const Terminal terminal(60);
  LiveScreen screen(terminal.out());
  REQUIRE(screen.can_redraw());
  const LiveRun run{"a name of thirty characters ab", 0};
  const LiveState state{1, 0, 0, {&run}, {}, "", {}};
  screen.draw(state);
  CHECK(terminal.shown() == drawn({"0/1 run, 1 running", "a name of thirty characters ab  epoch 0"}));
  terminal.resize(20);  // the second line has become two
  screen.draw(state);
  CHECK(terminal.shown() ==
        "\r\x1b[2A" + drawn({"0/1 run, 1 running", "a name of thirty c…", "  epoch 0"}).substr(1));
  screen.print("news");
  CHECK(terminal.shown() == "\r\x1b[2A\x1b[Jnews\r\n");
  screen.clear();
  CHECK(terminal.shown().empty());
}
