#include <doctest/doctest.h>

#include "support/experiment.h"

namespace runner {

namespace {

std::string messages_of(const std::string& yaml) {
  std::string messages;
  run_of(yaml, &messages);
  return messages;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

const std::string rest = "optimizer: SGD\ntraining: {epochs: 1}\n";
const std::string moons = "data: make_moons\n";

}  // namespace

TEST_CASE("what does not fit is said before anything trains, at its place") {
  const std::pair<std::string, std::string> cases[] = {
      {moons + "network: [{type: Linear, in_features: 5, out_features: 2}]\nloss: CrossEntropyLoss\n" + rest,
       "test.yaml:2:39: error: network.0.in_features: in_features is 5, but the layer receives 2 features"},
      {moons + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" + rest +
           "metrics: [{type: ema, metric: train_los}]\n",
       "test.yaml:6:31: error: metrics.0.metric: this experiment has no column 'train_los'; did you mean "
       "'train_loss'?"},
      {moons + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" + rest +
           "metrics: [accuracy, accuracy]\n",
       "test.yaml:6:21: error: metrics.1: this metric is listed twice"},
      {"problem: quadratic\nmetrics: [accuracy]\n" + rest,
       "test.yaml:2:11: error: metrics.0: accuracy is measured on predictions, and a problem has none"},
      {"problem: saddle\nmetrics: [distance_to_minimum]\n" + rest,
       "test.yaml:2:11: error: metrics.0: distance_to_minimum: no minimum of saddle is known"},
      {moons + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" + rest +
           "metrics: [distance_to_minimum]\n",
       "test.yaml:6:11: error: metrics.0: distance_to_minimum is measured on a problem, and this is a "
       "network"},
      {moons + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
               "training: {epochs: 1, batch_size: 101, drop_last: true}\n",
       "test.yaml:1:7: error: training.drop_last: 100 training samples do not fill one batch"},
  };
  for (const auto& [yaml, message] : cases) {
    CAPTURE(yaml);
    CHECK(first_line(messages_of(yaml)) == message);
  }
}

}  // namespace runner
