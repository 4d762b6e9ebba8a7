#pragma once

#include <cstddef>
#include <span>

#include "base/parallel.h"
#include "optim/optimizer.h"

namespace runner {

/// Parameters of a piece: some 30 µs where they come from memory.
inline constexpr std::ptrdiff_t optimizer_piece = std::ptrdiff_t{1} << 16U;

/// Calls rule(i, g) for each parameter i of the step, or of its part, and its gradient g, in pieces on the
/// step's threads: for a `ParameterwiseRule`. It holds what it needs by value.
template <class T, class Rule>
void for_each_gradient(const Step& step, std::span<const T> gradients, const Rule& rule) {
  // Of the rule a copy that nobody else can see, or the compiler reads what it holds anew for every
  // parameter.
  const auto all = static_cast<Index>(gradients.size());
  const UpdatedPart part = step.part != nullptr ? *step.part : UpdatedPart{.columns = all};
  if (part.rows == 1) {
    for_chunks(step.threads, part.columns, optimizer_piece, [&](Index first, Index length) {
      const Rule own = rule;
      const auto i = static_cast<std::size_t>(part.first + first);
      const T* g = gradients.data() + first;
      for (std::size_t k = 0; k < static_cast<std::size_t>(length); ++k) own(i + k, g[k]);
    });
    return;
  }
  const Rule own = rule;
  const T* g = gradients.data();
  auto i = static_cast<std::size_t>(part.first);
  for (Index row = 0; row < part.rows;
       ++row, g += part.gradient_step, i += static_cast<std::size_t>(part.step)) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(part.columns); ++k) own(i + k, g[k]);
  }
}

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

}  // namespace runner
