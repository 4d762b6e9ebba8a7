#include "train/columns.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/choice.h"
#include "base/text.h"
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
const char* const bowl_file = R"(
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

namespace {

/// The names of an experiment's validation columns.
std::string validation_columns(const std::string& metrics, const std::string& data = "make_blobs") {
  std::string messages;
  const KeptRun run = run_of("data: {type: " + data +
                                 ", n_samples: 60, split: {validation: 0.25}}\n"
                                 "network: [{type: Linear, out_features: 3}]\nloss: CrossEntropyLoss\n"
                                 "optimizer: SGD\ntraining: {epochs: 1}\nmetrics: " +
                                 metrics + "\n",
                             &messages);
  REQUIRE_MESSAGE(!run.epochs.empty(), messages);
  std::string names;
  for (const Column& column : run.begin.epoch_columns)
    if (column.part == Part::val) names += column.name + " ";
  return names + "| " + run.begin.epoch_columns[run.begin.primary].name;
}

}  // namespace

TEST_CASE("options are part of a column's name where metrics of a file differ in them alone") {
  CHECK(validation_columns("[{type: f1, average: macro}]") == "val_loss val_f1 | val_f1");
  CHECK(validation_columns("[accuracy, {type: f1, average: macro}, {type: f1, average: weighted}]") ==
        "val_loss val_accuracy val_f1_macro val_f1_weighted | val_accuracy");
  CHECK(validation_columns(
            "[{type: fbeta, beta: 0.5, average: macro}, {type: fbeta, beta: 2, average: macro}]") ==
        "val_loss val_fbeta_0.5 val_fbeta_2 | val_fbeta_0.5");
  CHECK(validation_columns("[{type: top_k_accuracy, k: 1}, {type: top_k_accuracy, k: 2}]") ==
        "val_loss val_top_k_accuracy_1 val_top_k_accuracy_2 | val_top_k_accuracy_1");
  CHECK(validation_columns(
            "[{type: roc_auc, multi_class: ovo}, {type: roc_auc, multi_class: ovr, average: weighted}]") ==
        "val_loss val_roc_auc_ovo val_roc_auc_ovr_weighted | val_roc_auc_ovo");
}

TEST_CASE("average none is a column for each class, and what ranks is never one of them") {
  CHECK(validation_columns("[{type: f1, average: none}]") ==
        "val_loss val_f1_0 val_f1_1 val_f1_2 | val_loss");
  CHECK(validation_columns("[{type: recall, average: none}, {type: recall, average: macro}]") ==
        "val_loss val_recall_0 val_recall_1 val_recall_2 val_recall_macro | val_recall_macro");
}

TEST_CASE("a class that is called as an average does not take its column") {
  const KeptRun run = run_of(R"(
data: {type: inline, features: [[0], [1], [2], [3]], target: [macro, other, macro, other]}
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: SGD
training: {epochs: 1}
metrics: [{type: f1, average: none}, {type: f1, average: macro}]
)");
  std::vector<std::string> names;
  for (const Column& column : run.begin.epoch_columns) names.push_back(column.name);
  CHECK(names == std::vector<std::string>{"train_loss", "train_f1_class_macro", "train_f1_class_other",
                                          "train_f1_macro"});
}

TEST_CASE("two metrics never share a column") {
  std::string messages;
  run_of(R"(
data: {type: inline, features: [[0], [1], [2], [3]], target: [macro, other, macro, other]}
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: SGD
training: {epochs: 1}
metrics: [{type: f1, pos_label: macro}, {type: f1, average: macro}]
)",
         &messages);
  CHECK(messages.find("metrics: two of them have the column 'train_f1_macro'") != std::string::npos);
}

TEST_CASE("the columns of classes may be watched, and a wrong name of them is told") {
  const std::string file =
      "data: {type: make_blobs, n_samples: 60, split: {validation: 0.25}}\n"
      "network: [{type: Linear, out_features: 3}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
      "training: {epochs: 2}\nmetrics: [{type: f1, average: none}]\nearly_stopping: {monitor: val_f1_";
  CHECK(run_of(file + "2}\n").epochs.size() == 3);
  std::string messages;
  run_of(file + "7}\n", &messages);
  CHECK(messages.find("this experiment has no column 'val_f1_7'; did you mean 'val_f1_0'?") !=
        std::string::npos);
}

TEST_CASE("the baseline is what the shares or means of the training part get on the others") {
  // Training: a a a b; validation, the last row before the test row: b; test: a.
  const std::string classes =
      "data: {type: inline, features: [[0], [1], [2], [3], [4], [5]], target: [a, a, a, b, b, a],\n"
      "       split: {validation: 1, test: 1, shuffle: false}}\n"
      "optimizer: SGD\ntraining: {epochs: 1}\n";
  const auto text = [](const Baseline& baseline) {
    std::string said = baseline.predicts;
    for (const auto& [column, value] : baseline.values) said += " " + column + " " + number_text(value);
    return said;
  };
  const auto of = [&](const std::string& more) { return text(run_of(classes + more).begin.baseline); };
  const std::string two =
      "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\ndtype: float64\n";
  const std::string one =
      "network: [{type: Linear, out_features: 1}]\nloss: BCEWithLogitsLoss\ndtype: float64\n";
  CHECK(of(two + "metrics: [accuracy]\n") == "always 'a' val_accuracy 0 test_accuracy 1");
  CHECK(of(one + "metrics: [accuracy]\n") == "always 'a' val_accuracy 0 test_accuracy 1");
  const auto check_shares = [&](const std::string& more, double val, double test) {
    const Baseline baseline = run_of(classes + two + more).begin.baseline;
    CHECK(baseline.predicts == "always the classes' shares");
    REQUIRE(baseline.values.size() == 2);
    CHECK(baseline.values[0].value == doctest::Approx(val).epsilon(1e-14));
    CHECK(baseline.values[1].value == doctest::Approx(test).epsilon(1e-14));
  };
  check_shares("", std::log(4.0), -std::log(0.75));
  check_shares("metrics: [brier_score]\n", 0.5625, 0.0625);
  // With one class in each part there is no area.
  CHECK(of(two + "metrics: [roc_auc]\n") == "always the classes' shares");
  const std::string numbers =
      "data: {type: inline, features: [[0], [1], [2]], target: [1, 2, 6], split: {validation: 1, shuffle: "
      "false}}\nnetwork: [{type: Linear, out_features: 1}]\noptimizer: SGD\ntraining: {epochs: 1}\n";
  CHECK(text(run_of(numbers + "loss: MSELoss\n").begin.baseline) == "always the mean, 1.5 val_loss 20.25");
  CHECK(text(run_of(numbers + "loss: MSELoss\nmetrics: [mae]\n").begin.baseline) ==
        "always the mean, 1.5 val_mae 4.5");
  // Its outputs are logarithms of the mean.
  CHECK(text(run_of(numbers + "loss: PoissonNLLLoss\nmetrics: [mae]\n").begin.baseline) ==
        "always the mean, 1.5 val_mae 4.5");
  CHECK(text(run_of(bowl_file).begin.baseline).empty());
}

TEST_CASE("predictions are told at the end, in the order of the source, as the last evaluation has them") {
  const std::string file = R"(
data: {type: make_moons, n_samples: 40, noise: 0.3, split: {validation: 0.25, test: 0.25}}
network: [{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: Adam, lr: 0.05}
training: {epochs: 4, batch_size: 8, averaging: {type: EMA, decay: 0.5}}
metrics: [accuracy, log_loss]
record: {predictions: true}
)";
  const KeptRun run = run_of(file);
  REQUIRE(run.predicted.size() == 40);
  CHECK(run.layout.classes == std::vector<std::string>{"0", "1"});
  double right = 0, rows = 0, loss = 0;
  for (std::size_t i = 0; i < run.predicted.size(); ++i) {
    const auto& row = run.predicted[i];
    CHECK(row.row == static_cast<std::int64_t>(i) + 1);
    CHECK(row.probabilities[0] + row.probabilities[1] == doctest::Approx(1).epsilon(1e-14));
    if (row.part != Part::val) continue;
    right += row.prediction[0] == row.target[0] ? 1 : 0;
    loss -= std::log(row.probabilities[static_cast<std::size_t>(row.target[0])]);
    rows += 1;
  }
  CHECK(rows == 10);
  CHECK(right / rows == run.column("val_accuracy").back());
  CHECK(loss / rows == doctest::Approx(run.column("val_log_loss").back()).epsilon(1e-14));
  // The rows are those of the source: the same as without a split.
  const KeptRun whole = run_of(
      "data: {type: make_moons, n_samples: 40, noise: 0.3}\n"
      "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
      "optimizer: SGD\ntraining: {epochs: 1}\nrecord: {predictions: true}\n");
  for (std::size_t i = 0; i < whole.predicted.size(); ++i)
    CHECK(whole.predicted[i].target == run.predicted[i].target);
}

TEST_CASE(
    "outputs that are more than the target's columns are predictions, and nothing is made up for a target") {
  const KeptRun run = run_of(R"(
data: {type: make_regression, n_samples: 12}
network: [{type: Linear, out_features: 2}, Softplus]
loss: GaussianNLLLoss
optimizer: {type: SGD, lr: 1e-4}
training: {epochs: 1}
record: {predictions: true}
)");
  REQUIRE(run.predicted.size() == 12);
  CHECK(run.layout.targets.empty());
  CHECK(run.layout.outputs == std::vector<std::string>{"0", "1"});
  CHECK(run.predicted[0].target.size() == 1);
  CHECK(run.predicted[0].prediction.size() == 2);
}

TEST_CASE("a problem has no rows to predict") {
  std::string messages;
  run_of(std::string(bowl_file) + "record: {predictions: true}\n", &messages);
  CHECK(messages.find("record.predictions: quadratic has no rows that could be predicted; leave it out") !=
        std::string::npos);
}

TEST_CASE("predictions of numbers are the outputs, under the names of the target's columns") {
  const KeptRun run = run_of(R"(
data: {type: make_regression, n_samples: 12, n_targets: 2, split: {validation: 3}}
network: [{type: Linear, out_features: 2}]
loss: MSELoss
optimizer: {type: SGD, lr: 1e-4}
training: {epochs: 2}
metrics: [max_error]
record: {predictions: true}
dtype: float64
)");
  REQUIRE(run.predicted.size() == 12);
  CHECK(run.layout.outputs == std::vector<std::string>{"y0", "y1"});
  CHECK(run.layout.targets == run.layout.outputs);
  CHECK(run.layout.classes.empty());
  double largest = 0;
  for (const auto& row : run.predicted) {
    CHECK(row.probabilities.empty());
    for (std::size_t i = 0; i < 2 && row.part == Part::val; ++i)
      largest = std::max(largest, std::abs(row.prediction[i] - row.target[i]));
  }
  CHECK(largest == run.column("val_max_error").back());
}

TEST_CASE("part, role and direction of every column of a test function") {
  const RunStart start = run_of(bowl_file).begin;
  CHECK(described(start.epoch_columns) ==
        "train_loss train loss lower\n"
        "test_loss test loss lower\n"
        "distance_to_minimum none metric lower\n");
  CHECK(start.epoch_columns[start.primary].name == "train_loss");
}

TEST_CASE("what a run measures is what its file was checked against, and reads back from run.json") {
  for (const char* yaml : {digits, bowl_file}) {
    Diagnostics diagnostics;
    const auto plan = plan_of(yaml, diagnostics);
    REQUIRE(plan);
    const auto config = bound(plan->setups.front(), catalog());
    const auto known = measured_columns(*config, {"0", "1"});
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
