#include <doctest/doctest.h>

#include <cmath>

#include "record/fake_run.h"
#include "report/fake_plan.h"
#include "report/tables.h"

using namespace runner;

TEST_CASE("folds are repetitions as seeds are, and their interval is the corrected one") {
  const Results results;
  Plan plan = fake_plan(4);
  plan.repeated_columns = {"training.batch_size"};
  double loss = 1;
  for (PlannedRun& run : plan.runs) {
    run.repeats = {"8"};
    run.fold = run.seed % 2;
    run.seed /= 2;
    FakeRun fake = with_test_part(loss);
    fake.fold = FoldRows{.train = 8, .val = 2};
    fake.record(results.path(), run.id);
    loss += 1;
  }
  const Tables tables = write_tables(plan, results.path(), false);
  CHECK(tables.notes ==
        std::vector<std::string>{
            "folds share rows that they train on, so ci95 in summary.csv is Nadeau and Bengio's corrected "
            "interval: 0.25 rows held out per row trained on"});
  const auto first_lines = [&](const char* name, std::size_t bytes) {
    return text_of(results.path() / name).substr(0, bytes);
  };
  const std::string runs =
      "run,label,optimizer,optimizer.lr,seed,fold,training.batch_size,status,epochs,iterations,";
  CHECK(first_lines("runs.csv", runs.size()) == runs);
  CHECK(text_of(results.path() / "runs.csv").find("\nsgd3,SGD lr=0.1,SGD,0.1,1,1,8,finished,2,") !=
        std::string::npos);
  const std::string metrics =
      "run,label,optimizer,optimizer.lr,seed,fold,training.batch_size,epoch,iteration,samples,lr,train_loss,"
      "val_"
      "loss,"
      "test_loss,seconds\nsgd0,SGD lr=0.1,SGD,0.1,0,0,8,0,0,0,0.1,1,2,3,\n";
  CHECK(first_lines("metrics.csv", metrics.size()) == metrics);
  const std::string summary = "rank,label,optimizer,optimizer.lr,n,val_rows_per_train_row,diverged,failed,";
  CHECK(first_lines("summary.csv", summary.size()) == summary);
  CHECK(text_of(results.path() / "summary.csv").find("\n1,SGD lr=0.1,SGD,0.1,4,0.25,0,0,") !=
        std::string::npos);
  // The last losses are 2, 4, 6 and 8; t of three degrees of freedom is 3.182446305283708.
  const Statistics& s = tables.summary[0].finals[1];
  CHECK(s.mean == 5);
  CHECK(s.ci95_high ==
        doctest::Approx(5 + 3.182446305283708 * std::sqrt(20.0 / 3) * std::sqrt(0.25 + 0.25)).epsilon(1e-12));
  CHECK(text_of(results.path() / "comparison_val_loss.csv") ==
        "epoch,SGD lr=0.1,SGD lr=0.1 std,SGD lr=0.1 n,Adam lr=0.01,Adam lr=0.01 std,Adam lr=0.01 n\n"
        "0,2,0,4,2,0,4\n"
        "1,2.5,1.2909944487358056,4,6.5,1.2909944487358056,4\n"
        "2,5,2.581988897471611,4,13,2.581988897471611,4\n");
}

TEST_CASE("one fold, with several seeds, has the interval of the seeds") {
  const Results results;
  Plan plan = fake_plan(2);
  for (PlannedRun& run : plan.runs) {
    run.fold = 3;
    FakeRun fake = with_test_part(0.5);
    fake.fold = FoldRows{.train = 8, .val = 2};
    fake.record(results.path(), run.id);
  }
  const Tables tables = write_tables(plan, results.path(), false);
  CHECK(tables.summary[0].held_to_trained == 0);
  CHECK(tables.notes.empty());
}

TEST_CASE("splits that are repeated share rows, and it is said") {
  const Results results;
  Plan plan = fake_plan(1);
  plan.divides_rows = true;
  CHECK(write_tables(plan, results.path(), false).notes ==
        std::vector<std::string>{
            "repeated splits share rows, so ci95 in summary.csv is too narrow; 'method: shuffle_split' has "
            "the corrected interval"});
}
