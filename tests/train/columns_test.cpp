#include "train/columns.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/choice.h"
#include "support/experiment.h"

namespace runner {
namespace {

/// "val_accuracy val metric higher", a line per column.
std::string described(const std::vector<Column>& columns) {
  std::string text;
  for (const Column& column : columns) {
    for (const std::string_view word :
         {std::string_view(column.name), choice_name(column.part), choice_name(column.role)}) {
      text.append(word).append(" ");
    }
    text.append(choice_name(column.better)).append("\n");
  }
  return text;
}

const char* const digits = R"(
data: {type: make_moons, n_samples: 60, noise: 0.2, split: {validation: 0.2, test: 0.2}}
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1, batch_size: 8}
record: {iterations: true, parameters: true}
metrics: [accuracy, grad_norm, {type: ema, metric: val_loss, beta: 0.5}, {type: ema, metric: train_accuracy}]
)";
const char* const bowl = R"(
problem: quadratic
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1}
metrics: [distance_to_minimum]
)";

}  // namespace

TEST_CASE("part, role and direction of every column of a classification") {
  const RunStart start = run_of(digits).begin;
  CHECK(described(start.epoch_columns) ==
        "train_loss train loss lower\n"
        "train_accuracy train metric higher\n"
        "train_grad_norm train metric lower\n"
        "val_loss val loss lower\n"
        "val_accuracy val metric higher\n"
        "test_loss test loss lower\n"
        "test_accuracy test metric higher\n"
        "val_loss_ema_0.5 val metric lower\n"
        "train_accuracy_ema_0.9 train metric higher\n");
  CHECK(described(start.iteration_columns) ==
        "train_loss train loss lower\n"
        "train_grad_norm train metric lower\n");
  CHECK(described({start.parameter_columns.front()}) == "w0 none parameter none\n");
  CHECK(start.epoch_columns[start.primary].name == "val_accuracy");
}

TEST_CASE("part, role and direction of every column of a test function") {
  const RunStart start = run_of(bowl).begin;
  CHECK(described(start.epoch_columns) ==
        "train_loss train loss lower\n"
        "test_loss test loss lower\n"
        "distance_to_minimum none metric lower\n");
  CHECK(start.epoch_columns[start.primary].name == "train_loss");
}

TEST_CASE("what a run measures is what its file was checked against, and reads back from run.json") {
  for (const char* yaml : {digits, bowl}) {
    Diagnostics diagnostics;
    const auto plan = plan_of(yaml, diagnostics);
    REQUIRE(plan);
    const auto config = bound(plan->setups.front(), catalog());
    const auto known = measured_columns(*config);
    std::size_t measured = 0;
    for (const Column& column : run_of(yaml).begin.epoch_columns) {
      CAPTURE(column.name);
      CHECK((recorded_column(column.name, column.better == Direction::higher) == column));
      measured += std::count(known.begin(), known.end(), column) > 0 ? 1 : 0;
    }
    CHECK(measured == known.size());
  }
}

TEST_CASE("the validation part is judged by where it is, else training") {
  CHECK(part_to_judge_by({loss_column(Part::train), loss_column(Part::test)}) == Part::train);
  CHECK(part_to_judge_by({loss_column(Part::train), loss_column(Part::val)}) == Part::val);
}

}  // namespace runner
