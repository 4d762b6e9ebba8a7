#include "report/verdict.h"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "plan/experiment.h"
#include "report/comparable.h"
#include "report/fake_plan.h"

using namespace runner;

namespace {

/// Configurations over seeds 0, 1, …, a row of last values for each; NaN is a run that diverged.
struct Told {
  Plan plan;
  Overview overview;
  std::vector<SummaryRow> summary;

  Told(std::vector<std::string> columns, std::vector<std::vector<std::string>> cells,
       const std::vector<std::vector<double>>& values,
       Column primary = recorded_column("val_accuracy", true)) {
    plan.swept_columns = std::move(columns);
    overview.columns = {std::move(primary)};
    overview.primary = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::string label;
      for (const auto& cell : cells[i]) label += (label.empty() ? "" : " ") + cell;
      plan.labels.push_back(label);
      for (std::size_t seed = 0; seed < values[i].size(); ++seed) add(i, seed, cells[i], values[i][seed]);
    }
    summary = summarize(plan, overview);
  }

  void add(std::size_t configuration, std::size_t seed, const std::vector<std::string>& cells, double value) {
    PlannedRun run;
    run.seed = static_cast<std::int64_t>(seed);
    run.configuration = configuration;
    run.cells = cells;
    RunRow row;
    row.run = plan.runs.size();
    row.result.emplace();
    row.result->status = std::isnan(value) ? Status::diverged : Status::finished;
    row.finals = row.bests = {value};
    row.at_best = {std::nan("")};
    plan.runs.push_back(run);
    overview.runs.push_back(row);
  }

  Verdict verdict() const { return judge(plan, overview, summary); }
};

std::vector<std::string> words(const Verdict& verdict) {
  std::vector<std::string> all;
  for (const Warning& warning : verdict.warnings) all.push_back(warning.words);
  return all;
}

const std::vector<double> golden_a = {.912, .905, .918, .901, .915, .909, .913, .907, .911, .904};
const std::vector<double> golden_b = {.908, .903, .910, .902, .907, .906, .905, .906, .904, .903};

}  // namespace

TEST_CASE("the best is told apart from the runner-up by its seeds") {
  const Verdict verdict = Told({"optimizer"}, {{"SGD"}, {"Adam"}}, {golden_b, golden_a}).verdict();
  REQUIRE(verdict.judgements.size() == 1);
  const Judgement& judgement = verdict.judgements.front();
  CHECK(judgement.certainty == Certainty::told_apart);
  CHECK(judgement.difference.paired);
  CHECK(judgement.difference.n() == 10);
  CHECK(judgement.difference.test.mean == doctest::Approx(.0041));
  CHECK(judgement.difference.probability == .745);
  CHECK(judgement.difference.seeds_needed == 8);
  CHECK(
      judgement.words ==
      "Adam is best: final val_accuracy 0.9095 (95 % interval 0.9057 to 0.9133, 10 seeds). SGD follows with "
      "0.9054, and 10 seeds tell them apart: they differ by 0.0041 (95 % interval 0.001658 to 0.006542, p = "
      "0.0042); the first is better with probability 0.74.");
  CHECK(verdict.warnings.empty());
}

TEST_CASE("of a loss the lowest is best; three seeds may not be enough") {
  const Column loss = loss_column(Part::val);
  const Verdict verdict =
      Told({"optimizer"}, {{"SGD"}, {"Adam"}}, {{.30, .34, .35}, {.31, .31, .33}}, loss).verdict();
  const Judgement& judgement = verdict.judgements.front();
  CHECK(judgement.certainty == Certainty::not_told_apart);
  CHECK(judgement.difference.test.mean == doctest::Approx(-.04 / 3));
  CHECK(judgement.difference.probability == doctest::Approx(6 / 9.0));
  CHECK(
      verdict_text(verdict) ==
      "Adam is best: final val_loss 0.3167 (95 % interval 0.288 to 0.3454, 3 seeds). SGD follows with 0.33, "
      "and 3 seeds can't tell them apart (p = 0.38), about 22 seeds would; the first is better with "
      "probability 0.67.\n");
}

TEST_CASE("one seed, equal seeds, one configuration, none trained") {
  const auto certainty = [](const std::vector<std::vector<double>>& values) {
    return Told({"x"}, {{"a"}, {"b"}}, values).verdict().judgements.front().certainty;
  };
  CHECK(certainty({{.9}, {.8}}) == Certainty::unknown);
  CHECK(certainty({{.9, .8}, {.9, .8}}) == Certainty::equal);
  CHECK(certainty({{.9, .8}, {std::nan(""), std::nan("")}}) == Certainty::alone);
  CHECK(Told({"x"}, {{"a"}}, {{std::nan("")}}).verdict().judgements.empty());
  const Verdict one = Told({"x"}, {{"a"}, {"b"}}, {{.9}, {.8}}).verdict();
  CHECK(
      one.judgements.front().words ==
      "a is best: final val_accuracy 0.9 (1 seed). b follows with 0.8; whether that is chance can't be told "
      "without more seeds, such as sweep: {seeds: 5}.");
}

TEST_CASE("configurations that are equally good share the first place; one alone is the best of nothing") {
  const auto sentence = [](const std::vector<std::vector<std::string>>& cells,
                           const std::vector<std::vector<double>>& values) {
    return Told({"x"}, cells, values).verdict().judgements.front().words;
  };
  CHECK(sentence({{"a"}, {"b"}}, {{.9, .8}, {.9, .8}}) ==
        "a and b share the best final val_accuracy, 0.85, and no run differs.");
  CHECK(sentence({{"a"}, {"b"}, {"c"}, {"d"}}, {{.9}, {.9}, {.9}, {.8}}) ==
        "a, b and c share the best final val_accuracy, 0.9.");
  CHECK(sentence({{"a"}, {"b"}, {"c"}, {"d"}}, {{.9}, {.9}, {.9}, {.9}}) ==
        "a, b and 2 more share the best final val_accuracy, 0.9.");
  CHECK(sentence({{"a"}}, {{.9}}) == "a reaches final val_accuracy 0.9 (1 seed).");
}

TEST_CASE("no seed is asked for where nothing is drawn") {
  struct Slope final : ProblemConfig {
    std::vector<double> starting_point() const override { return {1}; }
    float evaluate(std::span<const float>, SampleIndices, std::span<float>) const override { return 0; }
    double evaluate(std::span<const double>, SampleIndices, std::span<double>) const override { return 0; }
    float test(std::span<const float>, std::span<float>) const override { return 0; }
    double test(std::span<const double>, std::span<double>) const override { return 0; }
  };
  const auto sentence = [](double noise) {
    Told told({"x"}, {{"a"}, {"b"}}, {{.1}, {.2}}, loss_column(Part::train));
    auto slope = std::make_shared<Slope>();
    slope->noise = noise;
    auto config = std::make_shared<ExperimentConfig>();
    config->problem.config = std::move(slope);
    told.plan.setups = {{.tree = {}, .bound = std::move(config)}};
    return told.verdict().judgements.front().words;
  };
  const std::string begin = "a is best: final train_loss 0.1 (1 seed). b follows with 0.2; ";
  CHECK(sentence(0) == begin + "nothing in it is chance.");
  CHECK(sentence(1) ==
        begin + "whether that is chance can't be told without more seeds, such as sweep: {seeds: 5}.");
}

TEST_CASE(
    "runs that a search has stopped are as they are meant to be; those that still wait are unfinished") {
  Told told({"x"}, {{"a"}, {"b"}, {"c"}}, {{.9}, {.8}, {.7}});
  told.plan.rungs = {{3, 2}, {1, 4}};
  for (RunRow& row : told.overview.runs) row.result->epochs = 4;
  const auto stop_at = [&](std::size_t run, std::int64_t epochs) {
    told.overview.runs[run].result->status = Status::interrupted;
    told.overview.runs[run].result->epochs = epochs;
    told.summary = summarize(told.plan, told.overview);
  };
  stop_at(1, 2);
  stop_at(2, 2);
  CHECK(told.verdict().search == "2 of 3 runs were stopped early by the search, as it is meant to.");
  CHECK(words(told.verdict()).empty());
  stop_at(2, 3);
  CHECK(words(told.verdict()) == std::vector<std::string>{"1 of 3 runs missing or unfinished: c (1)"});
  stop_at(2, 2);
  stop_at(0, 2);
  CHECK(told.verdict().search.empty());
  CHECK(words(told.verdict()) ==
        std::vector<std::string>{"3 of 3 runs missing or unfinished: a (1), b (1), c (1)"});
}

TEST_CASE("seeds that are not shared are compared as independent") {
  Told told({"x"}, {{"a"}, {"b"}}, {{.9, .91, .92}, {.8, .83, .81}});
  for (PlannedRun& run : told.plan.runs)
    if (run.configuration == 1) run.seed += 10;
  const Versus found = versus(final_values(told.plan, told.overview, 0, 0),
                              final_values(told.plan, told.overview, 0, 1), Direction::higher);
  CHECK(!found.paired);
  CHECK(found.n() == 6);
  CHECK(found.test.mean == doctest::Approx(.91 - 2.44 / 3));
  CHECK(found.test.freedom == doctest::Approx(100 / 29.0));
  CHECK(found.probability == 1);
}

TEST_CASE("losses of different kinds, and problems, are never ranked against each other") {
  const Told losses({"loss", "optimizer.lr"},
                    {{"MSELoss", "0.1"}, {"MSELoss", "1"}, {"L1Loss", "0.1"}, {"L1Loss", "1"}},
                    {{1, 2}, {3, 4}, {.1, .3}, {.2, .1}}, loss_column(Part::val));
  std::vector<std::pair<std::size_t, std::size_t>> ranks;
  for (const SummaryRow& row : losses.summary) ranks.emplace_back(row.configuration, row.rank);
  CHECK(ranks == std::vector<std::pair<std::size_t, std::size_t>>{{0, 1}, {1, 2}, {3, 1}, {2, 2}});
  const Verdict verdict = losses.verdict();
  REQUIRE(verdict.judgements.size() == 2);
  CHECK(verdict.judgements[1].about == "loss=L1Loss");
  CHECK(words(verdict) == std::vector<std::string>{"val_loss can't be compared between loss=MSELoss, "
                                                   "loss=L1Loss: each is ranked by itself"});
  // Accuracy is the same for every loss, but not for every problem or data.
  const Column accuracy = recorded_column("val_accuracy", true), loss = loss_column(Part::val);
  const auto groups = [](const std::string& key, const Column& column) {
    return comparable_groups(Told({key}, {{"a"}, {"b"}}, {{1}, {2}}).plan, column).names.size();
  };
  CHECK(groups("loss", accuracy) == 1);
  CHECK(groups("loss.reduction", loss) == 2);
  CHECK(groups("lossy", loss) == 1);
  CHECK(groups("problem", accuracy) == 2);
  CHECK(groups("problem.start", loss) == 1);
  CHECK(groups("data", accuracy) == 2);
  CHECK(groups("data.noise", accuracy) == 2);
  CHECK(groups("data.split.random_state", loss) == 1);
  CHECK(groups("data.target_preprocess", loss) == 2);
  CHECK(groups("optimizer", loss) == 1);
}

TEST_CASE("means that differ by rounding alone share a rank") {
  const Told told({"x"}, {{"a"}, {"b"}, {"c"}}, {{0.1 + 0.2, 0.3}, {0.3, 0.3}, {0.2, 0.2}});
  std::vector<std::size_t> ranks;
  for (const SummaryRow& row : told.summary) ranks.push_back(row.rank);
  CHECK(ranks == std::vector<std::size_t>{1, 1, 3});
}

TEST_CASE("warnings: the edge of the grid, diverged runs, idle seeds, the baseline") {
  const double nan = std::nan("");
  const Verdict edge = Told({"optimizer", "optimizer.lr"},
                            {{"SGD", "0.01"}, {"SGD", "0.1"}, {"SGD", "1"}, {"Adam", "0.1"}, {"Adam", "1"}},
                            {{.7, .8}, {.8, .7}, {.9, .91}, {.3, .4}, {nan, .5}})
                           .verdict();
  CHECK(words(edge) ==
        std::vector<std::string>{"1 of 10 runs diverged: Adam 1 (1)",
                                 "the best is at the edge of the grid: optimizer.lr=1 is the highest of 3 "
                                 "values; what lies beyond may be better"});
  CHECK(edge.warnings.front().kind == WarningKind::diverged);
  const Verdict idle = Told({"x"}, {{"a"}, {"b"}}, {{.5, .5, .5}, {.25, .25, .25}}).verdict();
  CHECK(words(idle) ==
        std::vector<std::string>{"the seed changes nothing: runs that differ in it alone end with the same "
                                 "numbers, so they say nothing about chance"});
  Told poor({"x"}, {{"a"}, {"b"}}, {{.5, .4}, {.25, .2}});
  poor.overview.baselines = poor.overview.columns;
  for (SummaryRow& row : poor.summary) row.baselines = {.6};
  CHECK(words(poor.verdict()) == std::vector<std::string>{"the best, a, is no better than constant "
                                                          "predictions: val_accuracy 0.45, baseline 0.6"});
}

TEST_CASE("warnings: the test part that chooses, runs that are missing or failed") {
  Told told({"x"}, {{"a"}, {"b"}}, {{.5, .4}, {.25, .2}});
  told.overview.columns.push_back(recorded_column("test_accuracy", true));
  for (RunRow& row : told.overview.runs) row.finals.push_back(.5);
  auto stopping = std::make_shared<EarlyStoppingConfig>();
  stopping->monitor = Located<std::string>{"test_accuracy", {}};
  told.plan.runs.front().early_stopping = stopping;
  told.overview.runs[3].result.reset();
  told.overview.runs[2].result->status = Status::failed;
  for (RunRow& row : told.overview.runs) row.bests = row.at_best = row.finals;
  told.summary = summarize(told.plan, told.overview);
  CHECK(words(told.verdict()) ==
        std::vector<std::string>{"1 of 4 runs failed: b (1)", "1 of 4 runs missing or unfinished: b (1)",
                                 "early stopping watches test_accuracy: the test part chose when to stop, so "
                                 "its numbers are no test any more"});
}

TEST_CASE("what is wider than the terminal goes on in the next line") {
  Verdict verdict;
  verdict.warnings = {{WarningKind::failed, "one two three four"}};
  CHECK(verdict_text(verdict, 16) == "warning: one two\n  three four\n");
  CHECK(verdict_text(verdict, 5) == "warning:\n  one\n  two\n  three\n  four\n");
}

TEST_CASE("names are shown as text") {
  const Verdict verdict = Told({"x"}, {{"\x1b[31m"}}, {{.5, .4}}).verdict();
  CHECK(verdict_text(verdict).find('\x1b') == std::string::npos);
}
