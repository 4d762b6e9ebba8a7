#include "report/tables.h"

#include <doctest/doctest.h>

#include <cmath>

#include "record/fake_run.h"
#include "report/fake_plan.h"

using namespace runner;

namespace {

using Names = std::vector<std::string>;

void record_all(const std::filesystem::path& results, const Plan& plan, bool timing) {
  double loss = 0.5;
  for (const PlannedRun& run : plan.runs) {
    with_test_part(loss).record(results, run.id, {.timing = timing});
    loss /= 2;
  }
}

}  // namespace

TEST_CASE("all tables of two configurations with two seeds") {
  const Results results;
  const Plan plan = fake_plan(2);
  record_all(results.path(), plan, false);
  const Tables tables = write_tables(plan, results.path(), false);
  CHECK(tables.files == Names{"runs.csv", "metrics.csv", "summary.csv", "comparison_train_loss.csv",
                              "comparison_val_loss.csv", "comparison_test_loss.csv", "comparison_lr.csv",
                              "ranking.md"});
  CHECK(tables.notes.empty());
  CHECK(names_in(results.path()) == Names{"comparison_lr.csv", "comparison_test_loss.csv",
                                          "comparison_train_loss.csv", "comparison_val_loss.csv",
                                          "config.yaml", "metrics.csv", "ranking.md", "runs", "runs.csv",
                                          "summary.csv"});
  CHECK(text_of(results.path() / "runs.csv") ==
        "run,label,optimizer,optimizer.lr,seed,status,epochs,iterations,samples,parameters,final_train_loss,"
        "final_val_loss,final_test_loss,test_loss_at_best,best_train_loss,best_val_loss,best_epoch,seconds,"
        "samples_per_second,message\n"
        "sgd0,SGD lr=0.1,SGD,0.1,0,finished,2,20,640,26,0.25,1,5,4,0.25,0.5,1,,,\n"
        "sgd1,SGD lr=0.1,SGD,0.1,1,finished,2,20,640,26,0.25,0.5,5,4,0.25,0.25,1,,,\n"
        "adam0,Adam lr=0.01,Adam,0.01,0,finished,2,20,640,26,0.25,0.25,5,4,0.25,0.125,1,,,\n"
        "adam1,Adam lr=0.01,Adam,0.01,1,finished,2,20,640,26,0.25,0.125,5,4,0.25,0.0625,1,,,\n");
  CHECK(text_of(results.path() / "metrics.csv") ==
        "run,label,optimizer,optimizer.lr,seed,epoch,iteration,samples,lr,train_loss,val_loss,test_loss,"
        "seconds\n"
        "sgd0,SGD lr=0.1,SGD,0.1,0,0,0,0,0.1,1,2,3,\n"
        "sgd0,SGD lr=0.1,SGD,0.1,0,1,10,320,0.1,0.5,0.5,4,\n"
        "sgd0,SGD lr=0.1,SGD,0.1,0,2,20,640,0.1,0.25,1,5,\n"
        "sgd1,SGD lr=0.1,SGD,0.1,1,0,0,0,0.1,1,2,3,\n"
        "sgd1,SGD lr=0.1,SGD,0.1,1,1,10,320,0.1,0.5,0.25,4,\n"
        "sgd1,SGD lr=0.1,SGD,0.1,1,2,20,640,0.1,0.25,0.5,5,\n"
        "adam0,Adam lr=0.01,Adam,0.01,0,0,0,0,0.1,1,2,3,\n"
        "adam0,Adam lr=0.01,Adam,0.01,0,1,10,320,0.1,0.5,0.125,4,\n"
        "adam0,Adam lr=0.01,Adam,0.01,0,2,20,640,0.1,0.25,0.25,5,\n"
        "adam1,Adam lr=0.01,Adam,0.01,1,0,0,0,0.1,1,2,3,\n"
        "adam1,Adam lr=0.01,Adam,0.01,1,1,10,320,0.1,0.5,0.0625,4,\n"
        "adam1,Adam lr=0.01,Adam,0.01,1,2,20,640,0.1,0.25,0.125,5,\n");
  CHECK(text_of(results.path() / "comparison_val_loss.csv") ==
        "epoch,SGD lr=0.1,SGD lr=0.1 std,SGD lr=0.1 n,Adam lr=0.01,Adam lr=0.01 std,Adam lr=0.01 n\n"
        "0,2,0,2,2,0,2\n"
        "1,0.375,0.1767766952966369,2,0.09375,0.04419417382415922,2\n"
        "2,0.75,0.3535533905932738,2,0.1875,0.08838834764831845,2\n");
}

TEST_CASE("beside the results stands what constant predictions get") {
  const Results results;
  const Plan plan = fake_plan(2);
  for (const PlannedRun& run : plan.runs) {
    if (run.id == "adam1") continue;  // not trained
    RunStart start = FakeRun().start();
    // The seeds of Adam are as folds: each has its own.
    start.baseline = {"always 'a'", {{"val_accuracy", run.id == "sgd1" ? 0.75 : 0.5}}};
    RunWriter writer(results.path(), run.id, "", {.timing = false});
    writer.start(start);
    writer.epoch({0, 0, 0, 0.1, std::vector<double>{1, 0.9}, 0});
    writer.end(FakeRun().ended());
  }
  write_tables(plan, results.path(), false);
  const auto column = [&](const char* file, const std::string& name) {
    const auto table = CsvTable::parse(text_of(results.path() / file));
    REQUIRE(table);
    std::string cells;
    for (std::size_t i = 0; i < table->columns(); ++i) {
      if (table->cell(0, i) != name) continue;
      for (std::size_t row = 1; row < table->rows(); ++row) cells += std::string(table->cell(row, i)) + " ";
    }
    return cells;
  };
  CHECK(column("runs.csv", "baseline_val_accuracy") == "0.5 0.75 0.5  ");
  CHECK(column("summary.csv", "baseline_val_accuracy") == "0.625 0.5 ");
}

TEST_CASE("columns whose names differ in what a file's name can't have get a file each") {
  const Results results;
  const Plan plan = fake_plan(1);
  FakeRun run;
  run.columns = {loss_column(Part::train), metric_column(Part::val, "f1_ä", Direction::higher),
                 metric_column(Part::val, "f1_ö", Direction::higher)};
  run.epochs = {{1, 0.5, 0.25}};
  run.record(results.path(), plan.runs[0].id);
  const Tables tables = write_tables(plan, results.path(), false);
  CHECK(tables.files == Names{"runs.csv", "metrics.csv", "summary.csv", "comparison_train_loss.csv",
                              "comparison_val_f1___.csv", "comparison_val_f1____2.csv", "comparison_lr.csv",
                              "ranking.md"});
  CHECK(text_of(results.path() / "comparison_val_f1____2.csv") ==
        "epoch,SGD lr=0.1,SGD lr=0.1 std,SGD lr=0.1 n,Adam lr=0.01,Adam lr=0.01 std,Adam lr=0.01 n\n"
        "0,0.25,,1,,,\n");
}

TEST_CASE("the summary has the statistics of each final and best metric, ranked") {
  const Results results;
  const Plan plan = fake_plan(2);
  for (const PlannedRun& run : plan.runs) {
    FakeRun fake = with_test_part(run.id == "adam0" ? 0.25 : 0.5);
    if (run.id == "adam1") fake.status = Status::diverged;
    fake.record(results.path(), run.id);
  }
  write_tables(plan, results.path(), false);
  const auto table = CsvTable::parse(text_of(results.path() / "summary.csv"));
  REQUIRE(table);
  REQUIRE(table->rows() == 3);
  const auto row = [&](std::size_t r, std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t i = first; i < first + count; ++i) text += std::string(table->cell(r, i)) + " ";
    return text;
  };
  CHECK(table->columns() == 7 + 6 * 6);
  CHECK(row(0, 0, 13) ==
        "rank label optimizer optimizer.lr n diverged failed final_train_loss_mean final_train_loss_std "
        "final_train_loss_ci95_low final_train_loss_ci95_high final_train_loss_min final_train_loss_max ");
  CHECK(row(0, 13, 1) == "final_val_loss_mean ");
  CHECK(row(0, 25, 1) == "test_loss_at_best_mean ");
  CHECK(row(0, 31, 1) == "best_train_loss_mean ");
  CHECK(row(0, 37, 1) == "best_val_loss_mean ");
  // One seed of Adam diverged: of the other alone there is no spread.
  CHECK(row(1, 0, 7) == "1 Adam lr=0.01 Adam 0.01 1 1 0 ");
  CHECK(row(1, 13, 6) == "0.5    0.5 0.5 ");
  CHECK(row(1, 25, 6) == "4    4 4 ");
  CHECK(row(1, 37, 6) == "0.25    0.25 0.25 ");
  CHECK(row(2, 0, 7) == "2 SGD lr=0.1 SGD 0.1 2 0 0 ");
  CHECK(row(2, 13, 6) == "1 0 1 1 1 1 ");
}

TEST_CASE("a better final mean ranks first, whichever direction is better") {
  for (bool higher : {false, true}) {
    const Results results;
    const Plan plan = fake_plan(1);
    for (std::size_t i = 0; i < 2; ++i) {
      FakeRun run;
      run.columns = {loss_column(Part::train), recorded_column("val_accuracy", higher)};
      run.epochs = {{1, 0.5}, {1, i == 0 ? 0.2 : 0.8}};
      run.record(results.path(), plan.runs[i].id);
    }
    const Tables tables = write_tables(plan, results.path(), false);
    CHECK(tables.summary[0].configuration == (higher ? 1 : 0));
    CHECK(tables.summary[0].rank == 1);
    CHECK(tables.summary[1].rank == 2);
    CHECK(tables.overview.runs[0].bests[1] == (higher ? 0.5 : 0.2));
    CHECK(tables.overview.runs[0].best_epoch == (higher ? 0 : 1));
  }
}

TEST_CASE("best is the epoch whose weights early stopping keeps, where there is early stopping") {
  struct Case {
    EarlyStoppingConfig config;
    Status status;
    std::optional<std::int64_t> epoch;
  };
  const auto monitor = [](const char* name) { return std::optional(Located<std::string>{name, {}}); };
  const Case cases[] = {
      {{.monitor = monitor("val_loss")}, Status::early_stopped, 3},
      {{}, Status::early_stopped, 3},  // val_loss
      {{.monitor = monitor("val_accuracy")}, Status::finished, 2},
      {{.monitor = monitor("val_loss"), .min_delta = 0.35}, Status::finished, 2},
      {{.monitor = monitor("val_loss"), .mode = {Better::max, {}}}, Status::finished, 1},
      {{.monitor = monitor("train_loss")}, Status::finished, 4},
      {{.monitor = monitor("train_loss")},
       Status::diverged,
       3},  // nothing is kept of the epoch that diverges
      {{.monitor = monitor("val_mae")}, Status::failed, std::nullopt},
  };
  for (const Case& c : cases) {
    CAPTURE(c.config.min_delta);
    const Results results;
    Plan plan = fake_plan(1);
    plan.runs.resize(1);
    plan.runs[0].early_stopping = std::make_shared<const EarlyStoppingConfig>(c.config);
    FakeRun run;
    run.columns = {loss_column(Part::train), loss_column(Part::val),
                   metric_column(Part::val, "accuracy", Direction::higher), loss_column(Part::test)};
    run.primary = 2;
    // Epoch 0 is before training: early stopping does not judge it.
    run.epochs = {
        {5, 0.1, 0.95, 10}, {4, 0.8, 0.5, 11}, {3, 0.4, 0.9, 12}, {2, 0.3, 0.6, 13}, {1, 0.5, 0.7, 14}};
    run.status = c.status;
    run.record(results.path(), "sgd0");
    const Tables tables = write_tables(plan, results.path(), false);
    const RunRow& row = tables.overview.runs[0];
    CHECK(row.best_epoch == c.epoch);
    if (c.epoch) CHECK(row.at_best[3] == 10.0 + static_cast<double>(*c.epoch));
    if (!c.epoch) CHECK(std::isnan(row.at_best[3]));
    CHECK(row.bests[2] == 0.95);  // of all epochs
  }
}

TEST_CASE("configurations with the same mean share a rank") {
  const Results results;
  const Plan plan = fake_plan(1);
  for (const PlannedRun& run : plan.runs) FakeRun().record(results.path(), run.id);
  const Tables tables = write_tables(plan, results.path(), false);
  CHECK(tables.summary[0].configuration == 0);
  CHECK(tables.summary[0].rank == 1);
  CHECK(tables.summary[1].rank == 1);
}

TEST_CASE("with timing there are seconds and samples per second; without they are blank whatever is there") {
  const Results results;
  const Plan plan = fake_plan(1);
  record_all(results.path(), plan, true);
  write_tables(plan, results.path(), true);
  CHECK(text_of(results.path() / "runs.csv").find(",best_epoch,seconds,samples_per_second,message\n") !=
        std::string::npos);
  CHECK(text_of(results.path() / "runs.csv").find("0.25,0.5,1,0.5,1280,\n") != std::string::npos);
  CHECK(text_of(results.path() / "metrics.csv").find("0.1,0.25,1,5,0.5\n") != std::string::npos);
  write_tables(plan, results.path(), false);
  CHECK(text_of(results.path() / "runs.csv").find("0.25,0.5,1,,,\n") != std::string::npos);
  CHECK(text_of(results.path() / "metrics.csv").find("0.1,0.25,1,5,\n") != std::string::npos);
}

TEST_CASE("runs that are missing, failed or diverged leave their cells blank") {
  const Results results;
  const Plan plan = fake_plan(2);
  FakeRun diverged;
  diverged.status = Status::diverged;
  diverged.message = "loss is nan, at iteration 11";
  diverged.epochs = {{1, 0.5}, {std::nan(""), std::nan("")}};
  diverged.record(results.path(), "sgd0");
  FakeRun failed;
  failed.status = Status::failed;
  failed.message = "=no memory";
  failed.epochs = {{1, 0.5}};
  failed.record(results.path(), "sgd1");
  FakeRun stopped;
  stopped.status = Status::early_stopped;
  stopped.record(results.path(), "adam0");
  const Tables tables = write_tables(plan, results.path(), false);
  CHECK(text_of(results.path() / "runs.csv") ==
        "run,label,optimizer,optimizer.lr,seed,status,epochs,iterations,samples,parameters,final_train_loss,"
        "final_val_accuracy,best_train_loss,best_val_accuracy,best_epoch,seconds,samples_per_second,message\n"
        "sgd0,SGD lr=0.1,SGD,0.1,0,diverged,1,10,320,26,,,1,0.5,0,,,\"loss is nan, at iteration 11\"\n"
        "sgd1,SGD lr=0.1,SGD,0.1,1,failed,0,0,0,26,1,0.5,1,0.5,0,,,'=no memory\n"
        "adam0,Adam lr=0.01,Adam,0.01,0,early_stopped,2,20,640,26,0.5,0.7,0.5,0.75,1,,,\n"
        "adam1,Adam lr=0.01,Adam,0.01,1,,,,,,,,,,,,,\n");
  // What failed plays no part in the comparison, what diverged does as long as it had values.
  CHECK(text_of(results.path() / "comparison_val_accuracy.csv") ==
        "epoch,SGD lr=0.1,SGD lr=0.1 std,SGD lr=0.1 n,Adam lr=0.01,Adam lr=0.01 std,Adam lr=0.01 n\n"
        "0,0.5,,1,0.5,,1\n1,,,,0.75,,1\n2,,,,0.7,,1\n");
  CHECK(tables.summary[0].configuration == 1);
  CHECK(tables.summary[0].n == 1);
  CHECK(tables.summary[1].rank == 0);
  CHECK(tables.summary[1].diverged == 1);
  CHECK(tables.summary[1].failed == 1);
  CHECK(text_of(results.path() / "summary.csv").find("\n,SGD lr=0.1,SGD,0.1,0,1,1,,,,") != std::string::npos);
}

TEST_CASE("runs may measure different things") {
  const Results results;
  const Plan plan = fake_plan(1);
  FakeRun run;
  run.columns = {loss_column(Part::train), recorded_column("val_mae", false)};
  run.epochs = {{1, 0.5}};
  run.record(results.path(), "sgd0");
  run.columns = {recorded_column("train_r2", true), loss_column(Part::train)};
  run.epochs = {{0.9, 2}};
  run.record(results.path(), "adam0");
  write_tables(plan, results.path(), false);
  CHECK(
      text_of(results.path() / "metrics.csv") ==
      "run,label,optimizer,optimizer.lr,seed,epoch,iteration,samples,lr,train_loss,val_mae,train_r2,seconds\n"
      "sgd0,SGD lr=0.1,SGD,0.1,0,0,0,0,0.1,1,0.5,,\n"
      "adam0,Adam lr=0.01,Adam,0.01,0,0,0,0,0.1,2,,0.9,\n");
  CHECK(text_of(results.path() / "comparison_train_r2.csv") ==
        "epoch,SGD lr=0.1,SGD lr=0.1 std,SGD lr=0.1 n,Adam lr=0.01,Adam lr=0.01 std,Adam lr=0.01 n\n"
        "0,,,,0.9,,1\n");
}

TEST_CASE("before the first run the tables have headings and the plan") {
  const Results results;
  const Tables tables = write_tables(fake_plan(1), results.path(), false);
  CHECK(tables.files == Names{"runs.csv", "metrics.csv", "summary.csv", "ranking.md"});
  CHECK(text_of(results.path() / "metrics.csv") ==
        "run,label,optimizer,optimizer.lr,seed,epoch,iteration,samples,lr,seconds\n");
  CHECK(text_of(results.path() / "summary.csv") ==
        "rank,label,optimizer,optimizer.lr,n,diverged,failed\n"
        ",SGD lr=0.1,SGD,0.1,0,0,0\n"
        ",Adam lr=0.01,Adam,0.01,0,0,0\n");
}

TEST_CASE("no table is replaced by one that lacks a damaged run") {
  const Results results;
  const Plan plan = fake_plan(1);
  record_all(results.path(), plan, false);
  write_tables(plan, results.path(), false);
  const auto before = text_of(results.path() / "runs.csv");
  const auto folder = run_folder(results.path(), "sgd0");
  std::string why = "metrics.csv is not the one that was written";
  SUBCASE("its rows") {
    write_text(folder / "metrics.csv", "epoch\n1");
  }
  SUBCASE("its end") {
    write_text(folder / "run.json", "{");
    why = "run.json is damaged";
  }
  const std::string message =
      "the tables stay as they were; these runs are damaged, and `runner run` trains them again:\n  " +
      folder.string() + ": " + why;
  CHECK_THROWS_WITH(write_tables(plan, results.path(), false), message.c_str());
  CHECK(text_of(results.path() / "runs.csv") == before);
}

TEST_CASE("tables are the same whatever was there before") {
  const Results results;
  const Plan plan = fake_plan(2);
  write_text(results.path() / "comparison_val_mae.csv", "of an older plan");
  write_text(results.path() / "my_comparison_of_all.csv", "not ours");
  write_tables(plan, results.path(), false);
  record_all(results.path(), plan, false);
  write_tables(plan, results.path(), false);
  std::vector<std::string> first, second;
  const Names names = names_in(results.path());
  CHECK(std::count(names.begin(), names.end(), "comparison_val_mae.csv") == 0);
  CHECK(std::count(names.begin(), names.end(), "my_comparison_of_all.csv") == 1);
  for (const auto& name : {"runs.csv", "metrics.csv", "summary.csv"})
    first.push_back(text_of(results.path() / name));
  write_tables(plan, results.path(), false);
  for (const auto& name : {"runs.csv", "metrics.csv", "summary.csv"})
    second.push_back(text_of(results.path() / name));
  CHECK(first == second);
}

TEST_CASE("a label can't run as a formula and a file's name has no slash") {
  const Results results;
  Plan plan = fake_plan(1);
  plan.runs.resize(1);
  plan.labels = {"=1+1,2"};
  FakeRun run;
  run.columns = {recorded_column("train_a/b", false)};
  run.primary = 0;
  run.epochs = {{1}};
  run.record(results.path(), "sgd0");
  write_tables(plan, results.path(), false);
  CHECK(text_of(results.path() / "comparison_train_a_b.csv") ==
        "epoch,\"'=1+1,2\",\"'=1+1,2 std\",\"'=1+1,2 n\"\n0,1,,1\n");
}

TEST_CASE("a table that a spreadsheet would cut is told of") {
  CHECK(spreadsheet_note("metrics.csv", 1'048'576, 16'384).empty());
  CHECK(spreadsheet_note("metrics.csv", 1'048'577, 3) ==
        "metrics.csv has 1048577 rows; spreadsheets drop all behind row 1048576");
  CHECK(spreadsheet_note("comparison_*.csv", 3, 16'385) ==
        "comparison_*.csv has 16385 columns; spreadsheets drop all behind column 16384");
}

TEST_CASE("tables that can't be written leave nothing behind") {
  const Results results;
  const Plan plan = fake_plan(1);
  std::filesystem::create_directories(results.path() / "runs.csv" / "x");
  CHECK_THROWS_WITH(
      write_tables(plan, results.path(), false),
      ("cannot write '" + (results.path() / "runs.csv").string() + "': Is a directory").c_str());
  CHECK(names_in(results.path()) == Names{"config.yaml", "metrics.csv", "runs", "runs.csv"});
}
