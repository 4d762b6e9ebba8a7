#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <set>

#include "base/random.h"
#include "support/bfloat16.h"
#include "support/experiment.h"

namespace runner {

namespace {

/// Ten samples, one weight: y = 2x, started at 0.
std::string line(const std::string& training, const std::string& more = "") {
  return "dtype: float64\n"
         "data:\n"
         "  type: inline\n"
         "  features: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n"
         "  target: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]\n"
         "network: [{type: Linear, out_features: 1, bias: false, weight_init: zeros}]\n"
         "loss: MSELoss\n"
         "optimizer: {type: SGD, lr: 0.001}\n"
         "training: {shuffle: none, " +
         training + "}\n" + more;
}

struct Counts {
  std::int64_t epoch, iteration, samples;
  bool operator==(const Counts&) const = default;
};
std::vector<Counts> epochs_of(const KeptRun& run) {
  std::vector<Counts> counts;
  for (const auto& row : run.epochs) counts.push_back({row.epoch, row.iteration, row.samples});
  return counts;
}

}  // namespace

TEST_CASE("epochs, iterations and samples are counted exactly") {
  struct Case {
    std::string training;
    std::vector<Counts> rows;
  };
  const Case cases[] = {
      {"epochs: 2, batch_size: 4", {{0, 0, 0}, {1, 3, 10}, {2, 6, 20}}},
      {"epochs: 2, batch_size: 4, drop_last: true", {{0, 0, 0}, {1, 2, 8}, {2, 4, 16}}},
      {"epochs: 1, batch_size: 1", {{0, 0, 0}, {1, 10, 10}}},
      {"epochs: 2, batch_size: full", {{0, 0, 0}, {1, 1, 10}, {2, 2, 20}}},
      {"iterations: 5, batch_size: 4", {{0, 0, 0}, {1, 3, 10}, {2, 5, 18}}},
      {"iterations: 6, batch_size: 4", {{0, 0, 0}, {1, 3, 10}, {2, 6, 20}}},
      {"epochs: 2, batch_size: 4, iterations_per_epoch: 2", {{0, 0, 0}, {1, 2, 8}, {2, 4, 14}}},
      {"epochs: 1, batch_size: 4, iterations_per_epoch: 7", {{0, 0, 0}, {1, 7, 24}}},
      {"epochs: 2, batch_size: 2, accumulate_gradients: 2", {{0, 0, 0}, {1, 3, 10}, {2, 6, 20}}},
      {"epochs: 0", {{0, 0, 0}}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.training);
    const KeptRun run = run_of(line(c.training));
    CHECK(epochs_of(run) == c.rows);
    CHECK(run.last.status == Status::finished);
    CHECK(run.last.iterations == c.rows.back().iteration);
  }
}

TEST_CASE("the training loss of an epoch is the mean of its batches, weighted by their samples") {
  // lr 0: the weight stays 0 and every loss is the mean of squared targets, 4x².
  const std::string yaml = line("epochs: 1, batch_size: 4", "");
  const KeptRun run =
      run_of(yaml.substr(0, yaml.find("lr: 0.001")) + "lr: 0" + yaml.substr(yaml.find("lr: 0.001") + 9));
  CHECK(run.column("train_loss")[0] == doctest::Approx(4 * 385.0 / 10).epsilon(1e-14));
  CHECK(run.column("train_loss")[1] == doctest::Approx(4 * 385.0 / 10).epsilon(1e-14));
}

TEST_CASE("gradients of two batches of two make the step of one batch of four") {
  const KeptRun whole = run_of(line("iterations: 2, batch_size: 4"));
  const KeptRun parts = run_of(line("iterations: 2, batch_size: 2, accumulate_gradients: 2"));
  const auto weight = [](const KeptRun& run) {
    return *reinterpret_cast<const double*>(run.bytes.at("0.weight").data());
  };
  CHECK(weight(parts) == doctest::Approx(weight(whole)).epsilon(1e-14));
}

TEST_CASE("iterations.csv has the start, every step or every N-th, with the parameters") {
  const auto steps = [](const std::string& record) {
    std::vector<std::int64_t> numbers;
    const KeptRun run =
        run_of("problem: quadratic\noptimizer: {type: SGD, lr: 0.5}\ntraining: {iterations: 5}\n" + record);
    for (const auto& row : run.steps) numbers.push_back(row.iteration);
    return numbers;
  };
  CHECK(steps("") == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  CHECK(steps("record: {iterations: 2}\n") == std::vector<std::int64_t>{0, 2, 4});
  CHECK(steps("record: {iterations: false}\n").empty());
  const KeptRun run =
      run_of("problem: quadratic\noptimizer: {type: SGD, lr: 0.5}\ntraining: {iterations: 2}\n");
  CHECK((run.begin.parameter_columns == std::vector<Column>{{.name = "w0", .role = Role::parameter}}));
  CHECK(run.steps[0].parameters == std::vector<double>{1});
  CHECK(run.steps[1].parameters == std::vector<double>{0.5});
  CHECK(run.steps[1].values == std::vector<double>{0.5});  // the loss before the step
  CHECK(run.steps[2].parameters == std::vector<double>{0.25});
}

TEST_CASE("validation is evaluated at epoch 0, every N epochs and at the end") {
  const KeptRun run = run_of(
      "data: {type: make_moons, split: {validation: 0.2}}\n"
      "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
      "training: {epochs: 5, evaluate_every: 2}\n");
  std::vector<bool> measured;
  for (double value : run.column("val_loss")) measured.push_back(!std::isnan(value));
  CHECK(measured == std::vector<bool>{true, false, true, false, true, true});
}

TEST_CASE("a loss that is not finite ends the run as diverged, with the iteration") {
  const KeptRun run = run_of(
      "problem: quadratic\noptimizer: {type: SGD, lr: 1e30}\n"
      "training: {iterations: 100, iterations_per_epoch: 100}\n");
  CHECK(run.last.status == Status::diverged);
  CHECK(run.last.message == "loss is inf at iteration 2");
  CHECK(run.last.iterations == 1);
  CHECK(std::isnan(run.epochs.back().values[0]) == false);
}

TEST_CASE("an evaluation that is not finite ends the run as diverged too") {
  const KeptRun run =
      run_of("problem: quadratic\noptimizer: {type: SGD, lr: 1e30}\ntraining: {iterations: 1}\n");
  CHECK(run.last.status == Status::diverged);
  CHECK(run.last.message == "test_loss is inf after iteration 1");
}

TEST_CASE("clipping bounds the gradient by its length or each value") {
  const auto moved = [](const std::string& clip) {
    const KeptRun run = run_of(
        "dtype: float64\nproblem: {type: quadratic, curvature: [3, 4], start: 1}\n"
        "optimizer: {type: SGD, lr: 1}\ntraining: {iterations: 1, " +
        clip + "}\n");
    return run.steps.back().parameters;
  };
  const double factor = 1 / (5 + 1e-6);
  CHECK(moved("clip_grad_norm: 1")[0] == doctest::Approx(1 - 3 * factor).epsilon(1e-14));
  CHECK(moved("clip_grad_norm: 1")[1] == doctest::Approx(1 - 4 * factor).epsilon(1e-14));
  CHECK(moved("clip_grad_norm: 10") == std::vector<double>{-2, -3});
  CHECK(moved("clip_grad_value: 0.5") == std::vector<double>{0.5, 0.5});
  const double largest = 1 / (4 + 1e-6), sum = 3.5 / (7 + 1e-6);
  CHECK(moved("clip_grad_norm: {max_norm: 1, norm_type: inf}")[0] ==
        doctest::Approx(1 - 3 * largest).epsilon(1e-14));
  CHECK(moved("clip_grad_norm: {max_norm: 3.5, norm_type: 1}")[1] ==
        doctest::Approx(1 - 4 * sum).epsilon(1e-14));
}

TEST_CASE("a gradient without a finite norm ends the run where clipping takes that for an error") {
  const KeptRun run = run_of(
      "problem: {type: rosenbrock, start: [1e15, 1e15]}\noptimizer: SGD\n"
      "training: {iterations: 3, clip_grad_norm: {max_norm: 1, error_if_nonfinite: true}}\n");
  CHECK(run.last.status == Status::diverged);
}

TEST_CASE("an optimizer may see the mini-batch of a step again; it counts as seen once") {
  const KeptRun run = run_of(
      "dtype: float64\nproblem: {type: rosenbrock, start: [-1.2, 1]}\n"
      "optimizer: {type: LBFGS, line_search_fn: strong_wolfe}\ntraining: {iterations: 5}\n");
  CHECK(run.last.status == Status::finished);
  CHECK(run.last.samples == 5);
  // Where PyTorch's line search stalls as well.
  CHECK(run.steps.back().parameters[0] == doctest::Approx(0.9999814210791366).epsilon(1e-9));
  CHECK(run.steps.back().parameters[1] == doctest::Approx(0.9999619651810989).epsilon(1e-9));
}

TEST_CASE("evaluations look where the optimizer means; the checkpoint has both points") {
  const KeptRun run = run_of(
      "dtype: float64\nproblem: {type: quadratic, start: 2}\n"
      "optimizer: {type: SGDScheduleFree, lr: 0.3}\ntraining: {iterations: 4}\n");
  const auto value = [&](const std::string& name) {
    double found = 0;
    REQUIRE(run.bytes.at(name).size() == sizeof found);
    std::memcpy(&found, run.bytes.at(name).data(), sizeof found);
    return found;
  };
  const double x = value("evaluated.w");
  CHECK(x != value("w"));
  CHECK(x == value("optimizer.x"));
  CHECK(run.column("test_loss").back() == doctest::Approx(x * x / 2).epsilon(1e-14));
}

TEST_CASE("weights are averaged after the steps, or the epochs, that the file says") {
  // w halves in each step: 64, 32, 16 | 8, 4 | 2, 1.
  const std::string three = "epochs: 3, iterations_per_epoch: 2";
  struct Case {
    std::string training, averaging;
    std::vector<double> evaluated;  // where, after each epoch
  };
  const Case cases[] = {
      {three, "", {64, 16, 10, 7}},
      {three, ", start_epoch: 2", {64, 16, 4, 2.5}},
      {three, ", every: 2", {64, 16, 16, 8.5}},
      {three, ", interval: iteration", {64, 24, 15, 10.5}},
      {three, ", interval: iteration, start_iteration: 2, every: 3", {64, 16, 16, 9}},
      {three, ", interval: iteration, start_epoch: 3", {64, 16, 4, 1.5}},
      {three, ", start_iteration: 4", {64, 16, 4, 2.5}},
      {"iterations: 3, iterations_per_epoch: 2", "", {64, 16, 12}},  // the last epoch is cut short
  };
  for (const Case& c : cases) {
    CAPTURE(c.averaging);
    const auto found =
        run_of(
            "dtype: float64\nproblem: {type: quadratic, start: 64}\noptimizer: {type: SGD, lr: 0.5}\n"
            "metrics: [distance_to_minimum]\ntraining: {" +
            c.training + ", averaging: {type: SWA" + c.averaging + "}}\n")
            .column("distance_to_minimum");
    REQUIRE(found.size() == c.evaluated.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      CHECK(found[i] == doctest::Approx(c.evaluated[i]).epsilon(1e-14));
  }
}

TEST_CASE("averaging leaves the training alone: its statistics, its masks, its order") {
  // Only where statistics are taken anew masks are drawn for it, as update_bn does:
  // tests/reference/torch.txt.
  const auto run = [](const std::string& averaging) {
    return run_of(
        "data: {type: make_moons, n_samples: 50, noise: 0.2, split: {validation: 0.2}}\n"
        "network: [{type: Linear, out_features: 4}, BatchNorm1d, Dropout, {type: Linear, out_features: 2}]\n"
        "loss: CrossEntropyLoss\noptimizer: {type: SGD, lr: 0.1}\n"
        "training: {epochs: 4, batch_size: 15" +
        averaging + "}\n");
  };
  const KeptRun alone = run(""), averaged = run(", averaging: {type: EMA, update_bn: false}");
  CHECK(averaged.column("train_loss") == alone.column("train_loss"));
  CHECK(averaged.column("val_loss") != alone.column("val_loss"));
  for (const auto& [name, bytes] : alone.bytes) {
    CAPTURE(name);
    CHECK(averaged.bytes.at(name) == bytes);
  }
}

TEST_CASE("a schedule counts epochs or iterations") {
  const auto rates = [](const std::string& interval) {
    std::vector<double> found;
    const KeptRun run = run_of(
        "problem: quadratic\noptimizer: {type: SGD, lr: 8}\n"
        "scheduler: {type: ExponentialLR, gamma: 0.5" +
        interval +
        "}\n"
        "training: {epochs: 2, iterations_per_epoch: 2}\n");
    for (const auto& row : run.steps) found.push_back(row.lr);
    return found;
  };
  CHECK(rates("") == std::vector<double>{8, 8, 8, 4, 4});
  CHECK(rates(", interval: iteration") == std::vector<double>{8, 8, 4, 2, 1});
}

TEST_CASE("a moving average smooths a column per epoch and per iteration") {
  const KeptRun run = run_of(
      "problem: quadratic\noptimizer: {type: SGD, lr: 0.5}\ntraining: {iterations: 2}\n"
      "metrics: [grad_norm, {type: ema, metric: train_loss, beta: 0.5}]\n");
  CHECK(run.begin.iteration_columns[2].name == "train_loss_ema_0.5");
  CHECK(run.steps[1].values == std::vector<double>{0.5, 1, 0.5});
  CHECK(run.steps[2].values == std::vector<double>{0.125, 0.5, 0.3125});
}

TEST_CASE("the numbers are the same for any number of threads") {
  const std::string yaml =
      "data: {type: make_blobs, n_samples: 600, n_features: 64, centers: 10, split: {validation: 0.25}}\n"
      "network:\n  - {type: Linear, out_features: 256}\n  - ReLU\n  - {type: Dropout, p: 0.3}\n"
      "  - {type: Linear, out_features: 10}\n"
      "loss: CrossEntropyLoss\noptimizer: Adam\ntraining: {epochs: 2, batch_size: 128}\n";
  for (const std::string& precision : precisions()) {
    CAPTURE(precision);
    const KeptRun one = run_of(yaml + precision, nullptr, 1);
    REQUIRE(one.epochs.size() == 3);
    for (int threads : {2, 3}) {
      const KeptRun more = run_of(yaml + precision, nullptr, threads);
      CHECK(more.bytes == one.bytes);
      for (std::size_t i = 0; i < one.epochs.size(); ++i)
        CHECK(more.epochs[i].values == one.epochs[i].values);
    }
  }
}

TEST_CASE("every optimizer takes the same step over many parameters with any number of threads") {
  // Matrices are decomposed by these, for long; and those step as the rule inside of them does.
  const std::set<std::string> left_out = {"Muon", "SOAP", "LBFGS", "Lookahead", "SAM"};
  for (const std::string& name : catalog().of("optimizer").names()) {
    if (left_out.contains(name)) continue;
    CAPTURE(name);
    const std::string yaml =
        "data: {type: make_blobs, n_samples: 8, n_features: 400, centers: 3}\n"
        "network: [{type: Linear, out_features: 500}, {type: Linear, out_features: 3}]\n"
        "loss: CrossEntropyLoss\noptimizer: " +
        name + "\ntraining: {epochs: 3, batch_size: 8}\n";
    const KeptRun one = run_of(yaml, nullptr, 1);
    for (int threads : {2, 3}) CHECK(run_of(yaml, nullptr, threads).bytes == one.bytes);
  }
}

TEST_CASE("a problem with samples is seen in mini-batches, with the keys of data") {
  const std::string file = "problem: quadratic_deep\noptimizer: {type: SGD, lr: 0.01}\ntraining: ";
  const KeptRun run = run_of(file + "{epochs: 3, batch_size: 128, drop_last: true, shuffle: once}\n");
  REQUIRE(run.epochs.size() == 4);
  CHECK(run.epochs[1].iteration == 7);
  CHECK(run.epochs[3].samples == 3 * 896);
  CHECK(run.begin.parameter_columns.size() == 16);
  CHECK(run.column("test_loss")[0] == doctest::Approx(353.446765).epsilon(1e-7));

  // The loss before the first step is that of the first batch, not of all samples.
  CHECK(run.steps[1].values[0] != run.steps[0].values[0]);
  const KeptRun whole = run_of(file + "{epochs: 3, batch_size: full}\n");
  CHECK(whole.epochs[3].iteration == 3);
  CHECK(whole.steps[1].values[0] == doctest::Approx(whole.steps[0].values[0]).epsilon(1e-6));
}

TEST_CASE("a problem whose samples fill no batch is told") {
  std::string messages;
  run_of(
      "problem: quadratic_deep\noptimizer: SGD\n"
      "training: {epochs: 1, batch_size: 2000, drop_last: true}\n",
      &messages);
  CHECK(messages.starts_with(
      "test.yaml:1:10: error: training.drop_last: 1000 training samples do not fill one batch"));
}

TEST_CASE("noise is a slope of its own in each step, drawn from the run's generator; test_loss has none") {
  const KeptRun run = run_of(
      "seed: 3\ndtype: float64\nproblem: {type: quadratic, curvature: 0, start: 2, noise: 0.5}\n"
      "optimizer: {type: SGD, lr: 1}\ntraining: {iterations: 3}\n");
  Generator generator(3);
  double w = 2;
  for (std::size_t step = 1; step <= 3; ++step) {
    std::array<double, 1> slope = {};
    generator.normal(std::span<double>(slope), 0, 0.5);
    CHECK(run.steps[step].values[0] == slope[0] * w);
    w -= slope[0];
    CHECK(run.steps[step].parameters[0] == w);
  }
  CHECK(run.column("test_loss") == std::vector<double>{0, 0, 0, 0});
}

TEST_CASE("the distance to the nearest of a problem's minima is measured after each epoch") {
  const std::string rest =
      "optimizer: {type: SGD, lr: 0.5}\ntraining: {iterations: 1}\nmetrics: [distance_to_minimum]\n";
  const auto bowl =
      run_of("problem: {type: quadratic, start: [3, 4]}\n" + rest).column("distance_to_minimum");
  CHECK(bowl == std::vector<double>{5, 2.5});
  const KeptRun four = run_of("dtype: float64\nproblem: {type: himmelblau, start: [3, 1.5]}\n" + rest);
  CHECK(four.column("distance_to_minimum")[0] == 0.5);
}

}  // namespace runner
