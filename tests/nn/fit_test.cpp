#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "bound.h"
#include "spec/component_error_sink.h"

namespace runner {
namespace {

using Lines = std::vector<std::string>;

constexpr OutputRange any = OutputRange::any;

TargetInfo classes(Index count) {
  return {.is_class = true, .class_count = count, .columns = 0, .lowest = 0, .highest = double(count - 1)};
}
TargetInfo columns(Index count, double lowest = 0, double highest = 1) {
  return {.is_class = false, .class_count = 0, .columns = count, .lowest = lowest, .highest = highest};
}

struct Case {
  Case(std::string loss_, Fit fit_, Lines expected_)
      : loss(std::move(loss_)), fit(std::move(fit_)), expected(std::move(expected_)) {}
  std::string loss;
  Fit fit;
  Lines expected;
};

void check_cases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    CAPTURE(c.loss);
    Diagnostics diagnostics;
    const auto component = bound<Component<LossConfig>>("loss", "loss: " + c.loss, diagnostics);
    REQUIRE(diagnostics.empty());
    ComponentErrorSink sink(component, diagnostics);
    component->check(c.fit, sink);
    CHECK(join(lines_of(diagnostics), "\n") == join(c.expected, "\n"));
  }
}

}  // namespace

TEST_CASE("class indices below 0 are told, whatever is ignored beside them") {
  TargetInfo target = classes(2);
  target.below_zero = {-100, -99};
  check_cases({
      {"{type: CrossEntropyLoss, ignore_index: -100}",
       {{2}, any, target},
       {"1:7: error: loss: class index -99 is out of range; classes count from 0"}},
      {"MultiMarginLoss",
       {{2}, any, target},
       {"1:7: error: loss: class index -100 is out of range; classes count from 0"}},
  });
}

TEST_CASE("CrossEntropyLoss says what does not fit") {
  const std::string slow = ", gradients are small and learning is slow; end the network with Linear";
  check_cases({
      {"CrossEntropyLoss", {{3}, any, classes(3)}, {}},
      {"CrossEntropyLoss",
       {{2}, any, classes(3)},
       {"1:7: error: loss: the network gives 2 outputs, but the target has 3 classes"}},
      {"CrossEntropyLoss",
       {{1}, any, classes(2)},
       {"1:7: error: loss: the network gives 1 output, but the target has 2 classes; "
        "with one output, two classes go with BCEWithLogitsLoss"}},
      {"CrossEntropyLoss",
       {{1}, any, classes(1)},
       {"1:7: error: loss: CrossEntropyLoss over a single output is always 0"}},
      {"CrossEntropyLoss",
       {{10}, any, classes(3)},
       {"1:7: warning: loss: the network gives 10 outputs, but the target has 3 classes: "
        "the outputs beyond are never right"}},
      {"CrossEntropyLoss",
       {{8, 8}, any, classes(3)},
       {"1:7: error: loss: the network gives [N, 8, 8], but a loss needs one row of outputs per sample; "
        "put a Flatten at its end"}},
      {"CrossEntropyLoss",
       {{3}, OutputRange::probabilities, classes(3)},
       {"1:7: warning: loss: CrossEntropyLoss applies log-softmax itself: after Softmax" + slow}},
      {"CrossEntropyLoss",
       {{3}, OutputRange::unit_interval, classes(3)},
       {"1:7: warning: loss: CrossEntropyLoss applies log-softmax itself: after Sigmoid" + slow}},
      {"CrossEntropyLoss",
       {{3}, OutputRange::log_probabilities, classes(3)},
       {"1:7: warning: loss: CrossEntropyLoss applies log-softmax itself: the LogSoftmax before it changes "
        "nothing"}},
      {"{type: CrossEntropyLoss, weight: [1, 2]}",
       {{3}, any, classes(3)},
       {"1:40: error: loss.weight: weight has 2 values, but the network gives 3 outputs"}},
      {"{type: CrossEntropyLoss, ignore_index: 2}", {{2}, any, classes(3)}, {}},
      {"{type: CrossEntropyLoss, ignore_index: 1}",
       {{2}, any, classes(3)},
       {"1:7: error: loss: the network gives 2 outputs, but the target has 3 classes"}},
      {"{type: CrossEntropyLoss, ignore_index: 3}",
       {{3}, any, classes(3)},
       {"1:46: warning: loss.ignore_index: ignore_index is 3, but the classes go from 0 to 2: nothing is "
        "ignored"}},
      {"CrossEntropyLoss", {{3}, any, columns(3)}, {}},
      {"CrossEntropyLoss",
       {{2}, any, columns(3)},
       {"1:7: error: loss: the network gives 2 outputs, but the target has 3 columns"}},
      {"CrossEntropyLoss",
       {{1}, any, columns(1, -5, 5)},
       {"1:7: error: loss: CrossEntropyLoss over a single output is always 0; for numbers use MSELoss"}},
      {"CrossEntropyLoss",
       {{3}, any, columns(3, -1, 3.5)},
       {"1:7: warning: loss: CrossEntropyLoss takes columns of numbers for probabilities, but they go from "
        "-1 to 3.5"}},
      {"{type: CrossEntropyLoss, ignore_index: 1}",
       {{3}, any, columns(3)},
       {"1:46: error: loss.ignore_index: ignore_index needs classes as targets, but the target is columns of "
        "numbers"}},
  });
}

TEST_CASE("the binary losses say what does not fit") {
  const std::string outside =
      "1:7: warning: loss: BCELoss takes probabilities, but the network may give numbers outside of [0, 1]; "
      "end it with Sigmoid, or use BCEWithLogitsLoss";
  check_cases({
      {"BCELoss", {{1}, OutputRange::unit_interval, columns(1)}, {}},
      {"BCELoss", {{1}, OutputRange::unit_interval, classes(2)}, {}},
      {"BCELoss", {{3}, OutputRange::probabilities, columns(3)}, {}},
      {"BCELoss", {{1}, any, columns(1)}, {outside}},
      {"BCELoss",
       {{3}, OutputRange::log_probabilities, columns(3)},
       {"1:7: error: loss: BCELoss takes probabilities, but LogSoftmax gives their logarithms"}},
      {"BCELoss",
       {{2}, OutputRange::unit_interval, columns(1)},
       {"1:7: error: loss: the network gives 2 outputs, but the target has 1 column; "
        "BCELoss wants one output, CrossEntropyLoss one for every class"}},
      {"BCELoss",
       {{2}, OutputRange::unit_interval, columns(3)},
       {"1:7: error: loss: the network gives 2 outputs, but the target has 3 columns"}},
      {"BCELoss",
       {{1}, OutputRange::unit_interval, columns(1, -1, 3)},
       {"1:7: error: loss: BCELoss takes targets in [0, 1], but they go from -1 to 3"}},
      {"BCELoss",
       {{1}, OutputRange::unit_interval, classes(3)},
       {"1:7: error: loss: BCELoss tells two classes apart, but the target has 3; use CrossEntropyLoss"}},
      {"{type: BCELoss, weight: [1]}",
       {{2}, OutputRange::unit_interval, columns(2)},
       {"1:31: error: loss.weight: weight has 1 value, but the network gives 2 outputs"}},
      {"BCEWithLogitsLoss", {{1}, any, columns(1)}, {}},
      {"BCEWithLogitsLoss",
       {{1}, OutputRange::unit_interval, columns(1)},
       {"1:7: warning: loss: BCEWithLogitsLoss applies the sigmoid itself; "
        "end the network with Linear, or use BCELoss"}},
      {"{type: BCEWithLogitsLoss, pos_weight: [1, 2]}",
       {{1}, any, columns(1)},
       {"1:45: error: loss.pos_weight: pos_weight has 2 values, but the network gives 1 output"}},
  });
}

TEST_CASE("the losses of regression say what does not fit") {
  for (const std::string loss : {"MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "PoissonNLLLoss"}) {
    check_cases({
        {loss, {{2}, any, columns(2, 0, 9)}, {}},
        {loss,
         {{3}, any, columns(1)},
         {"1:7: error: loss: the network gives 3 outputs, but the target has 1 column"}},
        {loss,
         {{3}, any, classes(3)},
         {"1:7: error: loss: " + loss +
          " takes numbers as targets, but the target is a class; use CrossEntropyLoss"}},
    });
  }
}

TEST_CASE("losses over classes or signs say what does not fit") {
  check_cases({
      {"NLLLoss", {{3}, OutputRange::log_probabilities, classes(3)}, {}},
      {"NLLLoss",
       {{3}, any, classes(3)},
       {"1:7: warning: loss: NLLLoss takes the logarithms of probabilities; end the network with LogSoftmax, "
        "or "
        "use CrossEntropyLoss"}},
      {"MultiMarginLoss",
       {{2}, any, classes(3)},
       {"1:7: error: loss: the network gives 2 outputs, but the target has 3 classes"}},
      {"MultiMarginLoss",
       {{2}, any, columns(2)},
       {"1:7: error: loss: MultiMarginLoss takes classes as targets, but the target is 2 columns of "
        "numbers"}},
      {"SoftMarginLoss", {{1}, any, columns(1, -1, 1)}, {}},
      {"HingeEmbeddingLoss",
       {{1}, any, columns(1, 0, 1)},
       {"1:7: error: loss: HingeEmbeddingLoss takes -1 and 1 as targets, but they go from 0 to 1"}},
      {"MultiLabelMarginLoss",
       {{3}, any, columns(3, -1, 3)},
       {"1:7: error: loss: MultiLabelMarginLoss takes indices of outputs, then -1, as targets, but they go "
        "from "
        "-1 to 3"}},
  });
}

TEST_CASE("losses over distributions say what does not fit") {
  check_cases({
      {"GaussianNLLLoss", {{4}, any, columns(2, -7, 9)}, {}},
      {"GaussianNLLLoss",
       {{2}, any, columns(2)},
       {"1:7: error: loss: the network gives 2 outputs, but the target has 2 columns; GaussianNLLLoss wants "
        "a mean "
        "and a variance for each"}},
      {"PoissonNLLLoss",
       {{1}, any, columns(1, -2, 9)},
       {"1:7: warning: loss: PoissonNLLLoss takes counts as targets, but they go from -2 to 9"}},
      {"{type: KLDivLoss, reduction: batchmean}", {{2}, OutputRange::log_probabilities, columns(2)}, {}},
      {"{type: KLDivLoss, log_target: true, reduction: batchmean}",
       {{2}, OutputRange::log_probabilities, columns(2)},
       {"1:7: warning: loss: KLDivLoss takes logarithms of probabilities as targets, but they go from 0 to "
        "1"}},
      {"KLDivLoss",
       {{2}, any, columns(2)},
       {"1:7: warning: loss: KLDivLoss takes the logarithms of probabilities; end the network with "
        "LogSoftmax",
        "1:7: warning: loss: the mean over all outputs is not the divergence: reduction batchmean, the mean "
        "over "
        "samples, is"}},
  });
}

TEST_CASE("reduction none is answered with a reason") {
  const auto answer = [](const std::string& loss, const std::string& reduction) {
    Diagnostics diagnostics;
    bound<Component<LossConfig>>("loss", "loss: {type: " + loss + ", reduction: " + reduction + "}",
                                 diagnostics);
    const std::string line = lines_of(diagnostics).front();
    return line.substr(line.find("loss.reduction"));
  };
  const std::string none =
      "loss.reduction: 'none' is not possible: training needs one number for a batch; use ";
  CHECK(answer("MSELoss", "none") == none + "mean, sum or batchmean");
  CHECK(answer("KLDivLoss", "none") == none + "mean, sum or batchmean");
  CHECK(answer("CrossEntropyLoss", "none") == none + "mean or sum");
  CHECK(answer("CrossEntropyLoss", "batchmean") ==
        "loss.reduction: 'batchmean' is not possible: this loss has one value for a sample, and their mean "
        "over the batch is mean");
}

TEST_CASE("losses of regression go by short names") {
  CHECK(loss_of("mse").type == "MSELoss");
  CHECK(loss_of("mae").type == "L1Loss");
  CHECK(loss_of("cross_entropy").type == "CrossEntropyLoss");
  CHECK(loss_of("smooth_l1").type == "SmoothL1Loss");
}

}  // namespace runner
