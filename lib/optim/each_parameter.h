#pragma once

#include <cstddef>

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

}  // namespace runner
