#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <new>
#include <set>

#include "support/bfloat16.h"
#include "support/experiment.h"
#include "tensor/rounded_products.h"

namespace {

std::atomic<long> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  void* memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (!memory) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size, alignof(std::max_align_t));
}
void* operator new[](std::size_t size) {
  return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t at) {
  return counted(size, static_cast<std::size_t>(at));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace runner {

namespace {

/// Notes how many allocations there were when each step ended, without making any.
class StepCounter : public Observer {
 public:
  StepCounter() { at_step.reserve(1000); }
  void start(const RunStart&) override {}
  void iteration(const IterationRecord&) override { at_step.push_back(allocations.load()); }
  void epoch(const EpochRecord&) override {}
  void checkpoint(const RunEnd&) override {}
  void end(const RunEnd&) override {}
  std::vector<long> at_step;
};

/// Allocations from the begin of the first step to the end of the last one.
long allocations_in_steps(const std::string& yaml, int threads = 1) {
  Diagnostics diagnostics;
  const auto plan = plan_of(yaml, diagnostics);
  DataCache cache;
  REQUIRE_MESSAGE((plan && preflight_all(*plan, catalog(), cache, diagnostics)), diagnostics.text());
  const ExperimentConfig config = configuration_of(*plan, plan->runs.front(), catalog());
  StepCounter counter;
  const std::atomic<bool> stop{false};
  train(config, cache, counter, stop, {.threads = threads});
  REQUIRE(counter.at_step.size() > 20);
  return counter.at_step.back() - counter.at_step[0];
}

std::string with(const std::string& network, const std::string& loss, const std::string& optimizer,
                 const std::string& more = "") {
  return "data: {type: make_moons, n_samples: 96, split: {validation: 0.25}}\nnetwork: " + network +
         "\nloss: " + loss + "\noptimizer: " + optimizer +
         "\ntraining: {epochs: 12, batch_size: 16, clip_grad_norm: 1}\n" +
         "metrics: [grad_norm, {type: ema, metric: train_loss, beta: 0.9}]\nrecord: {iterations: true}\n" +
         more;
}

const std::string two_matrices =
    "[{type: Linear, out_features: 8, bias: false}, ReLU, {type: Linear, out_features: 2, bias: false}]";
const std::string two_outputs = "[{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]";

/// Layers of pictures and series, with options for samples of [4, 2, 2], or [4, 4].
const std::map<std::string, std::string> with_picture_options = {
    {"Conv1d", "out_channels: 3, kernel_size: 3, padding: 1"},
    {"Conv2d", "out_channels: 3, kernel_size: 3, padding: 1, padding_mode: reflect"},
    {"ConvTranspose1d", "out_channels: 3, kernel_size: 3"},
    {"ConvTranspose2d", "out_channels: 4, kernel_size: 3, groups: 2"},
    {"MaxPool1d", "kernel_size: 2"},
    {"MaxPool2d", "kernel_size: 2"},
    {"AvgPool1d", "kernel_size: 2"},
    {"AvgPool2d", "kernel_size: 2"},
    {"AdaptiveMaxPool1d", "output_size: 1"},
    {"AdaptiveMaxPool2d", "output_size: 1"},
    {"AdaptiveAvgPool1d", "output_size: 1"},
    {"AdaptiveAvgPool2d", "output_size: 1"},
    {"LPPool1d", "norm_type: 2, kernel_size: 2"},
    {"LPPool2d", "norm_type: 2, kernel_size: 2"},
    {"ZeroPad1d", "padding: 1"},
    {"ZeroPad2d", "padding: 1"},
    {"ZeroPad3d", "padding: 1"},
    {"ConstantPad1d", "padding: 1, value: 2"},
    {"ConstantPad2d", "padding: 1, value: 2"},
    {"ConstantPad3d", "padding: 1, value: 2"},
    {"ReflectionPad1d", "padding: 1"},
    {"ReflectionPad2d", "padding: 1"},
    {"ReplicationPad1d", "padding: 1"},
    {"ReplicationPad2d", "padding: 1"},
    {"CircularPad1d", "padding: 1"},
    {"CircularPad2d", "padding: 1"},
    {"Upsample", "scale_factor: 2, mode: linear"},
    {"PixelShuffle", "upscale_factor: 2"},
    {"PixelUnshuffle", "downscale_factor: 2"},
    {"ChannelShuffle", "groups: 2"},
    {"Unflatten", "unflattened_size: [2, 2]"},
    {"Dropout1d", "p: 0.3"},
    {"Dropout2d", "p: 0.3"},
    {"FeatureAlphaDropout", "p: 0.3"},
    {"BatchNorm2d", "eps: 0.1"},
    {"GroupNorm", "num_groups: 2"},
    {"InstanceNorm1d", "eps: 0.1"},
    {"InstanceNorm2d", "eps: 0.1, affine: true, track_running_stats: true"},
    {"LocalResponseNorm", "size: 2"}};

}  // namespace

TEST_CASE("a step allocates nothing, with every optimizer") {
  for (const std::string& name : catalog().of("optimizer").names()) {
    CAPTURE(name);
    const bool wraps = name == "Lookahead" || name == "SAM";
    std::string optimizer = wraps ? "{type: " + name + ", optimizer: Adam}" : name;
    if (name == "LBFGS") optimizer = "{type: LBFGS, line_search_fn: strong_wolfe}";  // else it diverges
    const std::string& network = name == "Muon" ? two_matrices : two_outputs;
    CHECK(allocations_in_steps(with(network, "CrossEntropyLoss", optimizer)) == 0);
  }
}

TEST_CASE("a step allocates nothing, with every layer") {
  for (const std::string& name : catalog().of("layer").names()) {
    if (name == "Linear") continue;
    CAPTURE(name);
    const std::map<std::string, std::string> with_parameters = {
        {"Threshold", "{type: Threshold, threshold: 0.1, value: 0}"},
        {"Residual",
         "{type: Residual, layers: [{type: Linear, out_features: 8}, {type: Residual, layers: [Tanh]}]}"},
        {"Sum", "{type: Sum, branches: [[Tanh], [], [BatchNorm1d]]}"},
        {"Concat", "{type: Concat, branches: [[{type: Linear, out_features: 3}], [Tanh]]}"},
        {"Softmax2d", "{type: Unflatten, unflattened_size: [2, 2, 2]}, Softmax2d, Flatten"},
        {"Variational",
         "{type: Variational, mean: [{type: Linear, out_features: 3}], log_variance: [{type: Linear, "
         "out_features: 3}]}"}};
    const auto found = with_parameters.find(name);
    const auto on_pictures = with_picture_options.find(name);
    std::string layer = found == with_parameters.end() ? name : found->second;
    if (on_pictures != with_picture_options.end()) {
      const bool is_series = name.ends_with("1d") || name == "Upsample";
      layer = fmt::format(
          "{{type: Linear, out_features: 16}}, {{type: Unflatten, unflattened_size: {}}}, {{type: {}, {}}}, "
          "ReLU, Flatten",
          is_series ? "[4, 4]" : "[4, 2, 2]", name, on_pictures->second);
    }
    CHECK(allocations_in_steps(
              with("[{type: Linear, out_features: 8}, " + layer + ", {type: Linear, out_features: 2}]",
                   "CrossEntropyLoss", "Adam")) == 0);
  }
}

TEST_CASE("a step allocates nothing, with every augmentation") {
  for (const std::string& name : catalog().of("augmentation").names()) {
    CAPTURE(name);
    const std::map<std::string, std::string> with_options = {
        {"RandomCrop", "{type: RandomCrop, size: [5, 6], padding: 2}"},
        {"RandomResizedCrop", "{type: RandomResizedCrop, size: [5, 6]}"},
        {"RandomRotation", "{type: RandomRotation, degrees: 30, interpolation: bilinear}"},
        {"RandomErasing", "{type: RandomErasing, p: 1, value: random}"},
        {"ColorJitter", "{type: ColorJitter, brightness: 0.5, contrast: 0.5, hue: 0.1}"}};
    const auto found = with_options.find(name);
    CHECK(allocations_in_steps("data: {type: npy, path: tests/reference/pictures.npy, target: "
                               "tests/reference/pictures_labels.npy, augment: [" +
                               (found == with_options.end() ? name : found->second) +
                               "]}\nnetwork: [Flatten, {type: Linear, out_features: 3}]\nloss: "
                               "CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 12, batch_size: 5}\n"
                               "record: {iterations: true}\n") == 0);
  }
}

TEST_CASE("a step allocates nothing, with every loss") {
  for (const std::string& name : catalog().of("loss").names()) {
    CAPTURE(name);
    if (name == "MultiLabelMarginLoss") continue;  // below
    const std::set<std::string> of_two = {"CrossEntropyLoss", "NLLLoss", "MultiMarginLoss",
                                          "GaussianNLLLoss"};
    const std::string last = of_two.count(name) == 1 ? "2}, Softplus]" : "1}, Sigmoid]";
    CHECK(allocations_in_steps(with("[{type: Linear, out_features: " + last, name, "SGD")) == 0);
  }
}

TEST_CASE("a step allocates nothing, with a loss over lists of labels") {
  CHECK(allocations_in_steps(
            "data: {type: inline, features: [[1, 2], [3, 4]], target: [[1, -1], [0, 1]]}\n"
            "network: [{type: Linear, out_features: 2}]\nloss: MultiLabelMarginLoss\noptimizer: SGD\n"
            "training: {iterations: 30, batch_size: 1}\nrecord: {iterations: true}\n") == 0);
}

TEST_CASE("a step allocates nothing, nor does the end of an epoch, whatever metrics keep of it") {
  const std::string classes =
      "metrics: [accuracy, f1, {type: f1, average: none}, {type: fbeta, beta: 2, average: weighted}, "
      "jaccard, "
      "roc_auc, average_precision, balanced_accuracy, matthews_corrcoef, cohen_kappa, {type: top_k_accuracy, "
      "k: 1}, log_loss, brier_score, expected_calibration_error]\n";
  const std::string numbers =
      "metrics: [mae, rmse, r2, medae, mape, max_error, explained_variance, pinball]\n";
  const std::string rest =
      "optimizer: SGD\ntraining: {epochs: 12, batch_size: 16, evaluate_every: 20}\nrecord: {iterations: "
      "true}\n";
  CHECK(allocations_in_steps(
            "data: {type: make_blobs, n_samples: 96, n_features: 3, target: input, preprocess: "
            "[MinMaxScaler]}\nnetwork: [{type: Linear, out_features: 4}, {type: Variational, mean: [{type: "
            "Linear, out_features: 2}], log_variance: [{type: Linear, out_features: 2}]}, {type: Linear, "
            "out_features: 3}]\nloss: {type: BCEWithLogitsLoss, reduction: batchmean}\noptimizer: "
            "Adam\nmetrics: [rmse]\ntraining: {epochs: 12, batch_size: 16, l2: 0.1}\nrecord: {iterations: "
            "true}\n") == 0);
  CHECK(allocations_in_steps("data: {type: make_moons, n_samples: 96}\nnetwork: " + two_outputs +
                             "\nloss: CrossEntropyLoss\n" + classes + rest) == 0);
  CHECK(allocations_in_steps("data: {type: make_regression, n_samples: 96, n_targets: 2}\nnetwork: " +
                             two_outputs + "\nloss: L1Loss\n" + numbers + rest) == 0);
}

TEST_CASE("a step allocates nothing, with metrics in a scaled target's own units") {
  for (const std::string steps :
       {"[StandardScaler]", "[{type: MinMaxScaler, columns: [y1]}, PowerTransformer]",
        "[{type: QuantileTransformer, output_distribution: normal}, MaxAbsScaler]"}) {
    CAPTURE(steps);
    CHECK(allocations_in_steps(
              "data: {type: make_regression, n_samples: 96, n_targets: 2, target_preprocess: " + steps +
              ", split: {validation: 0.25}}\nnetwork: [{type: Linear, out_features: 2}]\nloss: "
              "MSELoss\noptimizer: SGD\nmetrics: [mae, r2]\ntraining: {epochs: 12, batch_size: "
              "16}\nrecord: {iterations: true}\n") == 0);
  }
}

TEST_CASE("a step allocates nothing, with every schedule") {
  for (const std::string scheduler :
       {"{type: StepLR, step_size: 2}", "{type: MultiStepLR, milestones: [2, 4]}",
        "{type: ExponentialLR, gamma: 0.9}"}) {
    CAPTURE(scheduler);
    CHECK(allocations_in_steps(
              with(two_outputs, "CrossEntropyLoss", "SGD", "scheduler: " + scheduler + "\n")) == 0);
  }
}

TEST_CASE("a step allocates nothing, with every average beside it") {
  for (const std::string& name : catalog().of("averaging").names()) {
    CAPTURE(name);
    CHECK(
        allocations_in_steps("problem: rosenbrock\noptimizer: {type: Adam, lr: 1e-3}\ntraining: {iterations: "
                             "40, iterations_per_epoch: 40, averaging: {type: " +
                             name + ", interval: iteration}}\n") == 0);
  }
}

TEST_CASE("a step allocates nothing, on every problem") {
  for (const std::string& name : catalog().of("problem").names()) {
    CAPTURE(name);
    CHECK(allocations_in_steps("problem: " + name +
                               "\noptimizer: {type: SGD, lr: 1e-6}\ntraining: {iterations: 40}\n") == 0);
  }
}

TEST_CASE("a step on a wide network allocates nothing: the product's blocks lie on the stack") {
  for (const int threads : {1, 2}) {
    CHECK(allocations_in_steps(
              "data: {type: make_blobs, n_samples: 256, n_features: 400, centers: 3}\n"
              "network: [{type: Linear, out_features: 700}, ReLU, {type: Linear, out_features: 3}]\n"
              "loss: CrossEntropyLoss\noptimizer: Adam\ntraining: {iterations: 30, batch_size: 128}\n"
              "record: {iterations: true}\n",
              threads) == 0);
  }
}

TEST_CASE("products in bfloat16 allocate only what oneDNN does for a call") {
  if (!has_bfloat16()) return;
  const Buffer<Bfloat16> left(8 * 16), right(PackedShape{16, 4}.size());
  const Buffer<float> in(8 * 16), weight(4 * 16), grad(8 * 4);
  Buffer<float> out(8 * 4), weight_grad(4 * 16), grad_in(8 * 16);
  Bfloat16Product product({8, 4, 16}, left.data(), right.data());
  RoundedProducts products(16, 4, 8);
  const Matrix<const float> x{in.data(), 8, 16}, w{weight.data(), 4, 16}, g{grad.data(), 8, 4};
  for (const bool prepared : {false, true}) {
    const long before = allocations;
    product.run(out.data());
    const long one = allocations - before;
    products.forward(x, w, false, nullptr, true, {out.data(), 8, 4}, 1);
    products.weight_gradient(g, x, {weight_grad.data(), 4, 16}, 1);
    products.input_gradient(g, w, in.data(), {grad_in.data(), 8, 16}, 1);
    if (prepared) CHECK(allocations - before == 4 * one);
  }
}

}  // namespace runner
