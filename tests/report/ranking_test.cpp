#include "report/ranking.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/fake_plan.h"

using namespace runner;

namespace {

SummaryRow row_of(std::size_t configuration, std::size_t rank, const std::vector<double>& values) {
  SummaryRow row;
  row.configuration = configuration;
  row.rank = rank;
  row.runs = 3;
  row.n = values.size();
  row.finals = {statistics(values)};
  row.bests = row.finals;
  return row;
}

Tables tables_with(const std::string& column) {
  Tables tables;
  tables.overview.columns = {recorded_column(column, true)};
  tables.overview.primary = 0;
  return tables;
}

}  // namespace

TEST_CASE("the ranking shows mean and spread, and what became of the other runs") {
  Tables tables = tables_with("val_accuracy");
  tables.summary = {row_of(1, 1, {0.97, 0.98, 0.96}), row_of(0, 2, {0.9})};
  tables.summary[1].diverged = 1;
  CHECK(ranking_text(fake_plan(3), tables) ==
        "rank  configuration  n  final val_accuracy  best val_accuracy\n"
        "   1  Adam lr=0.01   3         0.97 ± 0.01        0.97 ± 0.01\n"
        "   2  SGD lr=0.1     1                 0.9                0.9  1 diverged, 1 unfinished\n"
        "± is the standard deviation over seeds\n");
}

namespace {

RunRow row_with_baseline(std::size_t run, const std::string& predicts, double value) {
  RunRow row;
  row.run = run;
  row.result.emplace();
  row.result->baseline = {predicts, {{"val_accuracy", value}}};
  row.baselines = {value};
  return row;
}

}  // namespace

TEST_CASE("behind the ranking stands the baseline, beside each configuration where they have their own") {
  Tables tables = tables_with("val_accuracy");
  tables.overview.baselines = tables.overview.columns;
  tables.summary = {row_of(1, 1, {0.97, 0.97, 0.97}), row_of(0, 2, {0.5, 0.5, 0.5})};
  tables.summary[0].baselines = tables.summary[1].baselines = {0.625};
  tables.overview.runs = {row_with_baseline(0, "always 'a'", 0.625),
                          row_with_baseline(1, "always 'a'", 0.625)};
  CHECK(ranking_text(fake_plan(3), tables) ==
        "rank  configuration  n  final val_accuracy  best val_accuracy\n"
        "   1  Adam lr=0.01   3            0.97 ± 0           0.97 ± 0\n"
        "   2  SGD lr=0.1     3             0.5 ± 0            0.5 ± 0\n"
        "± is the standard deviation over seeds\n"
        "baseline val_accuracy 0.625: always 'a'\n");
  tables.summary[1].baselines = {0.5};
  tables.overview.runs[1] = row_with_baseline(1, "always 'a'", 0.5);
  CHECK(ranking_text(fake_plan(3), tables) ==
        "rank  configuration  n  final val_accuracy  best val_accuracy  baseline\n"
        "   1  Adam lr=0.01   3            0.97 ± 0           0.97 ± 0     0.625\n"
        "   2  SGD lr=0.1     3             0.5 ± 0            0.5 ± 0       0.5\n"
        "± is the standard deviation over seeds\n"
        "baseline: always 'a'\n");
}

TEST_CASE("nothing is chosen by the test part, so it has no best") {
  Tables tables = tables_with("test_loss");
  tables.summary = {row_of(0, 1, {0.5, 0.5, 0.5})};
  CHECK(ranking_text(fake_plan(3), tables) ==
        "rank  configuration  n  final test_loss\n"
        "   1  SGD lr=0.1     3          0.5 ± 0\n"
        "± is the standard deviation over seeds\n");
}

TEST_CASE("where nothing was measured the runs are counted") {
  Tables tables;
  SummaryRow row;
  row.runs = 3;
  row.failed = 3;
  tables.summary = {row};
  CHECK(ranking_text(fake_plan(3), tables) ==
        "rank  configuration  n\n"
        "      SGD lr=0.1     0  3 failed\n");
}

TEST_CASE("a long ranking is cut to 20 configurations and 100 columns") {
  Plan plan;
  Tables tables = tables_with("val_accuracy");
  for (std::size_t i = 0; i < 100; ++i) {
    plan.labels.push_back("a label that names very many parameters ü " + std::to_string(i) +
                          std::string(60, 'x'));
    tables.summary.push_back(row_of(i, i + 1, {0.123456, 0.1, 0.2}));
  }
  const std::string text = ranking_text(plan, tables);
  CHECK(std::count(text.begin(), text.end(), '\n') == 23);
  CHECK(text.ends_with("\n… and 80 more in summary.csv\n± is the standard deviation over seeds\n"));
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    CHECK(character_count(text.substr(begin, end - begin)) <= 100);
    begin = end + 1;
  }
  CHECK(text.find("\n   1  a label that names very many parameters ü 0x") != std::string::npos);
  CHECK(text.find("x…  3  ") != std::string::npos);
}

TEST_CASE("a narrow terminal gets fewer columns") {
  Tables tables = tables_with("val_accuracy");
  tables.summary = {row_of(1, 1, {0.97, 0.98, 0.96}), row_of(0, 2, {0.9})};
  CHECK(ranking_text(fake_plan(3), tables, 60) ==
        "rank  configuration  n  final val_accuracy\n"
        "   1  Adam lr=0.01   3         0.97 ± 0.01\n"
        "   2  SGD lr=0.1     1                 0.9  2 unfinished\n"
        "± is the standard deviation over seeds\n");
  CHECK(ranking_text(fake_plan(3), tables, 41) ==
        "rank  configuration  final val_accuracy\n"
        "   1  Adam lr=0.01          0.97 ± 0.01\n"
        "   2  SGD lr=0.1                    0.9\n"
        "± is the standard deviation over seeds\n");
}

TEST_CASE("what is not ranked against each other stands apart; ranking.md is a table of Markdown") {
  Tables tables = tables_with("val_accuracy");
  tables.summary = {row_of(1, 1, {0.97, 0.98, 0.96}), row_of(0, 1, {0.9})};
  tables.summary[0].runs = 3;
  tables.summary[1].runs = 1;
  tables.summary[1].group = 1;
  tables.verdict.judgements.emplace_back().words = "Adam lr=0.01 is best: <b>.";
  tables.verdict.warnings = {{WarningKind::failed, "1 of 2 runs failed"}};
  CHECK(ranking_text(fake_plan(3), tables) ==
        "rank  configuration  n  final val_accuracy  best val_accuracy\n"
        "   1  Adam lr=0.01   3         0.97 ± 0.01        0.97 ± 0.01\n"
        "\n"
        "   1  SGD lr=0.1     1                 0.9                0.9\n"
        "± is the standard deviation over seeds\n");
  CHECK(ranking_markdown(fake_plan(3), tables) ==
        "Adam lr=0.01 is best: &lt;b&gt;.\n"
        "\n"
        "| rank | configuration | n | final val\\_accuracy | best val\\_accuracy |\n"
        "| ---: | --- | ---: | ---: | ---: |\n"
        "| 1 | Adam lr=0.01 | 3 | 0.97 ± 0.01 | 0.97 ± 0.01 |\n"
        "| 1 | SGD lr=0.1 | 1 | 0.9 | 0.9 |\n"
        "\n"
        "± is the standard deviation over seeds.\n"
        "\n"
        "Warning: 1 of 2 runs failed.\n");
}
