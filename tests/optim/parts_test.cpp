#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include "optim/components.h"

using namespace runner;

namespace {

constexpr Index rows = 5, columns = 37;  // of a matrix that stands behind three other parameters
constexpr std::size_t size = 3 + rows * columns;

std::vector<float> some_gradient(int step) {
  std::vector<float> made;
  for (std::size_t i = 0; i < size; ++i)
    made.push_back(static_cast<float>((i * 37 + static_cast<std::size_t>(step) * 13) % 101) / 50 - 1);
  return made;
}

/// The matrix in blocks of three rows and 20 columns, whose gradients lie further apart, then what is left.
void step_in_parts(Optimizer<float>& rule, std::vector<float>& w, const std::vector<float>& g, Step step) {
  constexpr Index gradient_step = 23;
  for (Index i = 0; i < rows; i += 3) {
    for (Index j = 0; j < columns; j += 20) {
      const UpdatedPart part{.first = 3 + i * columns + j,
                             .rows = std::min<Index>(3, rows - i),
                             .columns = std::min<Index>(20, columns - j),
                             .step = columns,
                             .gradient_step = gradient_step};
      std::vector<float> own(static_cast<std::size_t>(part.rows * gradient_step), 1e30F);
      for (Index r = 0; r < part.rows; ++r)
        std::copy_n(g.begin() + part.first + r * columns, part.columns, own.begin() + r * gradient_step);
      step.part = &part;
      rule.step(w, own, step);
    }
  }
  const UpdatedPart rest{.first = 0, .rows = 1, .columns = 3};
  step.part = &rest;
  rule.step(w, std::span(g).first(3), step);
}

}  // namespace

TEST_CASE("a step made part by part is the whole step") {
  Optimizers optimizers;
  std::vector<std::string> all = optimizers.names();
  all.insert(all.end(), {"{type: SGD, momentum: 0.9, dampening: 0.5, weight_decay: 0.1}",
                         "{type: RMSprop, centered: true, momentum: 0.9}", "{type: Adam, amsgrad: true}",
                         "{type: Adagrad, lr_decay: 0.1}", "{type: SGD, momentum: 0.9, nesterov: true}"});
  std::vector<std::string> in_parts;
  // A matrix, since there are rules that take nothing else.
  const ParameterLayout layout = {{"w", {4, size / 4}, 0, size}};
  for (const std::string& yaml : all) {
    const auto whole = optimizers.bind(yaml)->make<float>(layout);
    const auto parts = optimizers.bind(yaml)->make<float>(layout);
    if (!whole->updates_parts()) continue;
    CAPTURE(yaml);
    in_parts.push_back(yaml);
    std::vector<float> a(size, 0.5F), b = a;
    for (int i = 1; i <= 4; ++i) {
      const auto g = some_gradient(i);
      const Step step{.lr = 0.1, .number = i};
      whole->step(a, g, step);
      step_in_parts(*parts, b, g, step);
    }
    CHECK(a == b);
    CHECK(a != std::vector<float>(size, 0.5F));
    const auto remembered = whole->state(), same = parts->state();
    for (std::size_t i = 0; i < remembered.size(); ++i)
      CHECK(std::memcmp(remembered[i].bytes.data(), same[i].bytes.data(), same[i].bytes.size()) == 0);
  }
  CHECK(in_parts.size() >= 12);
}
