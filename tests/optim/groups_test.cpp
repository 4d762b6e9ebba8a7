#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "config/yaml.h"
#include "optim/components.h"

using namespace runner;

namespace {

/// Two layers: 0.weight at 0 to 3, 0.bias at 4 and 5, 2.weight at 6 and 7, 2.bias at 8.
ParameterLayout two_layers() {
  return {
      {"0.weight", {2, 2}, 0, 4}, {"0.bias", {2}, 4, 2}, {"2.weight", {1, 2}, 6, 2}, {"2.bias", {1}, 8, 1}};
}

/// The parameters after some steps of an optimizer with groups.
std::vector<double> after(const std::string& yaml, std::vector<double> group_lrs = {}) {
  Optimizers optimizers;
  const auto component = optimizers.bind(yaml);
  REQUIRE_MESSAGE(optimizers.messages.empty(), join(optimizers.messages, "\n"));
  const auto rule = component->make<double>(two_layers());
  std::vector<double> w = {1, -2, 3, 0.5, -1, 2, 1.5, -0.5, 4};
  std::vector<double> g(w.size());
  for (std::int64_t number = 1; number <= 4; ++number) {
    for (std::size_t i = 0; i < w.size(); ++i) g[i] = w[i] / 2 + static_cast<double>(number % 2);
    Step step{component->learning_rate(), number};
    step.group_lrs = group_lrs;
    rule->step(w, g, step);
  }
  return w;
}

/// Of several runs, each parameter from the run that the map names.
std::vector<double> mixed(const std::vector<std::vector<double>>& runs,
                          const std::vector<std::size_t>& from) {
  std::vector<double> w;
  for (std::size_t i = 0; i < from.size(); ++i) w.push_back(runs[from[i]][i]);
  return w;
}

std::string messages_of(const std::string& yaml) {
  Optimizers optimizers;
  const auto component = optimizers.bind(yaml);
  if (!component) return join(optimizers.messages, "\n");
  Diagnostics diagnostics;
  check_parameters(component, two_layers(), diagnostics);
  std::vector<std::string> messages;
  for (const Diagnostic& found : diagnostics.sorted()) messages.push_back(found.message);
  return join(messages, "\n");
}

}  // namespace

TEST_CASE("each group steps by its own options, the rest by those beside the groups") {
  const auto plain = after("{type: Adam, lr: 0.1, weight_decay: 0.5}");
  const auto undecayed = after("{type: Adam, lr: 0.1}");
  const auto slow = after("{type: Adam, lr: 0.01, weight_decay: 0.5}");
  const auto sgd = after("{type: SGD, lr: 0.2, momentum: 0.9}");
  const std::vector<double> start = {1, -2, 3, 0.5, -1, 2, 1.5, -0.5, 4};

  CHECK(
      after("{type: Adam, lr: 0.1, weight_decay: 0.5, groups: [{parameters: '*.bias', weight_decay: 0}]}") ==
      mixed({plain, undecayed}, {0, 0, 0, 0, 1, 1, 0, 0, 1}));
  // The first group that matches has a tensor.
  CHECK(after("{type: Adam, lr: 0.1, weight_decay: 0.5, groups: [{parameters: [2.weight], frozen: true}, "
              "{parameters: ['0.?eight', '2.*'], lr: 0.01}]}") ==
        mixed({plain, slow, start}, {1, 1, 1, 1, 0, 0, 2, 2, 1}));
  CHECK(after("{type: Adam, lr: 0.1, weight_decay: 0.5, groups: [{parameters: '*.bias', type: SGD, lr: 0.2, "
              "momentum: 0.9}]}") == mixed({plain, sgd}, {0, 0, 0, 0, 1, 1, 0, 0, 1}));
}

TEST_CASE("a schedule moves the rate of each group by itself") {
  CHECK(after("{type: SGD, lr: 0.1, groups: [{parameters: '0.*', lr: 5}]}", {0.01}) ==
        after("{type: SGD, lr: 0.1, groups: [{parameters: '0.*', lr: 0.01}]}"));
  Optimizers optimizers;
  CHECK(optimizers
            .bind("{type: SGD, lr: 0.1, groups: [{parameters: a, lr: 5}, {parameters: b, frozen: true}, "
                  "{parameters: c, type: Adam}]}")
            ->learning_rates() == std::vector<double>{0.1, 5, 1e-3});
}

TEST_CASE("groups are resolved with what they say themselves") {
  Optimizers optimizers;
  const auto component = optimizers.bind(
      "{type: SGD, groups: [{parameters: '*.bias', lr: 1e-1}, {parameters: [a, b], frozen: true}]}");
  CHECK(to_flow_yaml(*component.resolved.find("groups")) ==
        "[{parameters: [\"*.bias\"], lr: 0.1}, {parameters: [a, b], frozen: true}]");
}

TEST_CASE("groups that can't be used are told") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{type: SGD, groups: 3}", "groups: expected a list of groups, not '3'"},
      {"{type: SGD, groups: [{lr: 1}]}",
       "groups.0: a group needs the key 'parameters': names or patterns of parameters, such as 0.weight or "
       "*.bias."},
      {"{type: SGD, groups: [{parameters: a, momentom: 1}]}",
       "groups.0.momentom: SGD has no parameter 'momentom'; did you mean 'momentum'?"},
      {"{type: SGD, groups: [{parameters: a, lr: -1}]}",
       "groups.0.lr: -1 is out of range; expected a number at least 0"},
      {"{type: SGD, lr: -1, groups: [{parameters: a, momentum: 0.5}]}",
       "lr: -1 is out of range; expected a number at least 0"},
      {"{type: SGD, groups: [{parameters: a, nesterov: true}]}",
       "groups.0.nesterov: nesterov needs a momentum above 0 and a dampening of 0"},
      {"{type: SGD, groups: [{parameters: a, frozen: true, lr: 1}]}",
       "groups.0.lr: a frozen group has no options"},
      {"{type: SGD, groups: [{parameters: a, groups: []}]}", "groups.0.groups: a group has no groups in it"},
      {"{type: SGD, groups: [{parameters: ['*.bias', '3.*'], lr: 1}]}",
       "groups.0.parameters: no parameter matches '3.*'; there are 0.weight, 0.bias, 2.weight, 2.bias"},
      {"{type: SGD, groups: [{parameters: '*', frozen: true}]}",
       "groups: every parameter is frozen; there is nothing to train"},
      {"Muon",
       "Muon takes matrices only, and 0.bias is [2]; give such parameters another optimizer in `groups`"},
      {"{type: Muon, groups: [{parameters: '*.bias', type: AdamW}]}", ""},
      {"{type: SGD, groups: [{parameters: '*', type: Muon}]}",
       "groups.0: Muon takes matrices only, and 0.bias is [2]; give such parameters another optimizer in "
       "`groups`"},
      {"{type: SGD, groups: [{parameters: '0.*', type: LBFGS}]}",
       "groups.0: LBFGS takes several gradients in a step and can't be a group's optimizer"},
      {"{type: LBFGS, groups: [{parameters: '0.*', lr: 1}]}",
       "groups: LBFGS takes all parameters together, as in PyTorch; it has no groups"},
  };
  for (const auto& [yaml, expected] : cases) {
    CAPTURE(yaml);
    CHECK(messages_of(yaml) == expected);
  }
}

TEST_CASE("a pattern stands for the whole name") {
  CHECK(matches("*", ""));
  CHECK(matches("0.weight", "0.weight"));
  CHECK(matches("*.bias", "12.0.bias"));
  CHECK(matches("1*.w?ight", "10.weight"));
  CHECK(matches("*a*b*", "xxaxxabxb"));
  CHECK_FALSE(matches("*.bias", "0.bias2"));
  CHECK_FALSE(matches("0", "0.weight"));
  CHECK_FALSE(matches("?", ""));
}
