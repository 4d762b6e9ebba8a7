#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "record/fake_run.h"

/// Two optimizers with `seeds` seeds each: the runs are sgd0, sgd1, …, adam0, adam1, ….
inline runner::Plan fake_plan(std::int64_t seeds) {
  runner::Plan plan;
  plan.name = "x";
  plan.swept_columns = {"optimizer", "optimizer.lr"};
  plan.labels = {"SGD lr=0.1", "Adam lr=0.01"};
  const std::vector<std::string> ids = {"sgd", "adam"};
  const std::vector<std::vector<std::string>> cells = {{"SGD", "0.1"}, {"Adam", "0.01"}};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    for (std::int64_t seed = 0; seed < seeds; ++seed) {
      runner::PlannedRun run;
      run.id = ids[i] + std::to_string(seed);
      run.label = plan.labels[i];
      run.cells = cells[i];
      run.seed = seed;
      run.configuration = i;
      plan.runs.push_back(run);
    }
  }
  return plan;
}

/// A run with the loss of training, validation and test.
inline FakeRun with_test_part(double loss) {
  using namespace runner;
  FakeRun run;
  run.columns = {loss_column(Part::train), loss_column(Part::val), loss_column(Part::test)};
  run.primary = 1;
  run.epochs = {{1, 2, 3}, {0.5, loss, 4}, {0.25, 2 * loss, 5}};
  return run;
}
