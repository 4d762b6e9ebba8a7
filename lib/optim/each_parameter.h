#pragma once

#include <cstddef>
#include <span>

#include "base/parallel.h"
#include "optim/optimizer.h"

namespace runner {

/// Parameters of a piece: some 30 µs where they come from memory.
inline constexpr std::ptrdiff_t optimizer_piece = std::ptrdiff_t{1} << 16U;

/// Calls rule(i) for each i of 0 … count-1, in pieces on the step's threads: for a rule that looks at nothing
/// of other parameters. It holds what it needs by value.
template <class Rule>
void for_each_parameter(const Step& step, std::size_t count, const Rule& rule) {
  for_chunks(step.threads, static_cast<std::ptrdiff_t>(count), optimizer_piece,
             [&](std::ptrdiff_t first, std::ptrdiff_t length) {
               // A copy that nobody else can see, or the compiler reads what it holds anew for every i.
               const Rule own = rule;
               for (std::ptrdiff_t i = first; i < first + length; ++i) own(static_cast<std::size_t>(i));
             });
}

/// Of the part of a step. Apart from whole steps, so that those stay short.
template <class T, class Rule>
[[gnu::noinline]] void for_each_of_part(const Step& step, std::span<const T> gradients, const Rule& rule) {
  const UpdatedPart part = *step.part;
  const T* g = gradients.data();
  if (part.rows == 1) {
    return for_each_parameter(
        step, gradients.size(),
        [=, first = static_cast<std::size_t>(part.first)](std::size_t i) { rule(first + i, g[i]); });
  }
  const Rule own = rule;
  auto i = static_cast<std::size_t>(part.first);
  for (Index row = 0; row < part.rows; ++row) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(part.columns); ++k) own(i + k, g[k]);
    i += static_cast<std::size_t>(part.step);
    g += part.gradient_step;
  }
}

/// Calls rule(i, g) for each parameter i of the step, or of its part, and its gradient g, as
/// `for_each_parameter` does: for a `ParameterwiseRule`.
template <class T, class Rule>
void for_each_gradient(const Step& step, std::span<const T> gradients, const Rule& rule) {
  if (step.part != nullptr) return for_each_of_part(step, gradients, rule);
  for_each_parameter(step, gradients.size(), [=, g = gradients.data()](std::size_t i) { rule(i, g[i]); });
}

}  // namespace runner
