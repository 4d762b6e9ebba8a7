#include "launch/folder_watch.h"

#include <doctest/doctest.h>

#include <fstream>

#include "../record/fake_run.h"
#include "catalog/catalog.h"
#include "record/private_folder.h"
#include "support/experiment.h"

using namespace runner;

namespace {

constexpr const char* file =
    "name: x\n"
    "data: {type: make_moons, n_samples: 40, split: {validation: 0.25}}\n"
    "network: [{type: Linear, out_features: 2}]\n"
    "loss: CrossEntropyLoss\n"
    "optimizer: {type: SGD, lr: 0.1}\n"
    "training: {epochs: 4}\n"
    "metrics: [accuracy]\n"
    "sweep: {seeds: 3}\n";

}  // namespace

TEST_CASE(
    "rows of a run are followed while they are written, and one that is written in part is waited for") {
  const TemporaryFolder folder;
  FollowedRun run(folder.path(), "a", 4,
                  {metric_column(Part::val, "accuracy", Direction::higher), loss_column(Part::train)});
  run.look();  // there is no file yet
  CHECK(run.seen().epoch == 0);
  std::ofstream rows(folder.path() / "metrics.csv");
  const auto write = [&](const std::string& text) {
    rows << text << std::flush;
    run.look();
  };
  write("epoch,train_lo");
  write("ss,seconds\n0,3,\n1,");
  CHECK(run.seen().epoch == 0);
  CHECK(run.seen().measured.text() == "train_loss 3");
  write("2,\n2,,\n");
  CHECK(run.seen().epoch == 2);
  CHECK_FALSE(run.seen().measured.known());
  write("3,1.5,\n4,1,\n");
  CHECK(run.seen().epoch == 4);
  CHECK(run.seen().measured.text() == "train_loss 1");
  CHECK(run.seen().curve.text(8, false) == "#= :_");
}

TEST_CASE("a folder is watched from its first run to its last") {
  const Results results;
  Diagnostics diagnostics;
  const auto plan = plan_of(file, diagnostics);
  REQUIRE(plan);
  FolderWatch watch(*plan, results.path(), catalog());
  CHECK(live_line(watch.look()) == "0/3 runs, 0 running");
  CHECK_FALSE(watch.all_ended());

  FakeRun fake;
  fake.record(results.path(), plan->runs[0].id);
  CHECK(live_line(watch.look()) == "1/3 runs, 0 running | best val_accuracy 0.7: x seed 0");
  {
    RunWriter writer(results.path(), plan->runs[1].id, "", {.timing = false});
    CHECK(live_line(watch.look()) ==
          "1/3 runs, 1 running | x seed 1: epoch 0/4 | best val_accuracy 0.7: x seed 0");
    fake.train(writer);
    writer.checkpoint(fake.ended());
    const LiveState& state = watch.look();
    REQUIRE(state.running.size() == 1);
    CHECK(state.running.front()->epoch == 2);
    CHECK(state.running.front()->curve.text(8, false) == "_#*");
    CHECK(state.seconds_left.has_value());
    CHECK(watch.standings()[1] == Standing::running);
    fake.status = Status::failed;
    writer.end(fake.ended());
  }
  fake.status = Status::finished;
  fake.epochs.back() = {0.1, 0.9};
  fake.record(results.path(), plan->runs[2].id);
  CHECK(live_line(watch.look()) == "3/3 runs, 0 running, 1 failed | best val_accuracy 0.9: x seed 2");
  CHECK(watch.all_ended());
  CHECK(watch.standings() == std::vector{Standing::finished, Standing::failed, Standing::finished});
}
