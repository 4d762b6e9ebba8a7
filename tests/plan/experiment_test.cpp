#include <doctest/doctest.h>

#include "support/experiment.h"

namespace runner {

namespace {

std::string messages_of_refused(const std::string& yaml) {
  Diagnostics diagnostics;
  CHECK(!plan_of(yaml, diagnostics));
  return diagnostics.text();
}

}  // namespace

TEST_CASE("five mistakes of five kinds on five lines are five messages") {
  CHECK(messages_of_refused("data: {type: make_moons, n_samples: 10.5}\n"
                            "network: [{type: Linear, out_feature: 2}]\n"
                            "loss: CrosEntropyLoss\n"
                            "optimizer: {type: SGD, lr: -1}\n"
                            "training: {epochs: 5, shuffle: sometimes}\n") ==
        "test.yaml:1:37: error: data.n_samples: expected an integer, not '10.5'; write n_samples: 11\n"
        "    1 | data: {type: make_moons, n_samples: 10.5}\n"
        "      |                                     ^~~~\n"
        "test.yaml:2:26: error: network.0.out_feature: Linear has no parameter 'out_feature'; did you mean "
        "'out_features'?\n"
        "    2 | network: [{type: Linear, out_feature: 2}]\n"
        "      |                          ^~~~~~~~~~~\n"
        "test.yaml:3:7: error: loss: there is no loss 'CrosEntropyLoss'; did you mean 'CrossEntropyLoss'?\n"
        "    3 | loss: CrosEntropyLoss\n"
        "      |       ^~~~~~~~~~~~~~~\n"
        "test.yaml:4:28: error: optimizer.lr: -1 is out of range; expected a number at least 0; write lr: 1\n"
        "    4 | optimizer: {type: SGD, lr: -1}\n"
        "      |                            ^~\n"
        "test.yaml:5:32: error: training.shuffle: there is no choice 'sometimes'; write shuffle: each_epoch "
        "(or once, none)\n"
        "    5 | training: {epochs: 5, shuffle: sometimes}\n"
        "      |                                ^~~~~~~~~\n");
}

TEST_CASE("an experiment's parts have to fit together") {
  const std::string problem = "problem: quadratic\noptimizer: SGD\n";
  const std::string data =
      "data: make_moons\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n";
  const std::pair<std::string, std::string> cases[] = {
      {"optimizer: SGD\ntraining: {epochs: 1}\n",
       "1:1: error: an experiment needs data, network and loss, or a problem"},
      {problem + data + "training: {epochs: 1}\n",
       "1:10: error: problem: a problem stands in the place of data, network and loss; give one or the "
       "other"},
      {data + "training: {epochs: 1}\n",
       "1:1: error: an experiment needs the key 'optimizer': how parameters follow the gradient; write "
       "optimizer: "
       "{type: SGD, lr: 0.1}"},
      {problem,
       "1:1: error: an experiment needs the key 'training': how long to train, and in which pieces; write "
       "training: "
       "{epochs: 10}"},
      {problem + "training: {}\n",
       "3:11: error: training: training needs either epochs or iterations; write epochs: 10"},
      {problem + "training: {epochs: 1, iterations: 1}\n",
       "3:35: error: training.iterations: give either epochs or iterations, not both; write epochs: 10 "
       "alone"},
      {problem + "training: {epochs: 1, batch_size: 4}\n",
       "3:35: error: training.batch_size: this problem has no samples, so this key has no meaning"},
      {problem + "training: {epochs: 1, batch_size: ful}\n",
       "3:35: error: training.batch_size: expected an integer or full, not 'ful'; did you mean 'full'?"},
      {problem + "training: {epochs: 1}\nname: ../up\n",
       "4:7: error: name: a name has letters of any script, digits, '_', '.' and '-', at most 240 bytes, and "
       "begins "
       "with a letter or digit"},
      {data + "precision: bfloat16\noptimizer: SGD\ntraining: {epochs: 1}\ndtype: float64\n",
       "4:12: error: precision: this is for dtype: float32; in float64 products are in float64"},
      {problem + "training: {epochs: 1}\nprecision: bfloat16\n",
       "4:12: error: precision: a problem has no layers, so this key has no meaning"},
      {data + "precision: bfloat\noptimizer: SGD\ntraining: {epochs: 1}\n",
       "4:12: error: precision: there is no choice 'bfloat'; did you mean 'bfloat16'?"},
      {"data: make_moons\nnetwork: []\nloss: CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 1}\n",
       "2:10: error: network: a network needs at least one layer"},
  };
  for (const auto& [yaml, message] : cases) {
    CAPTURE(yaml);
    const std::string text = messages_of_refused(yaml);
    CHECK(text.substr(0, text.find('\n')) == "test.yaml:" + message);
  }
}

}  // namespace runner
