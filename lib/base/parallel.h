#pragma once

#include <cstddef>

namespace runner {

/// Calls `work(i)` for i = 0 … pieces-1 on up to `threads` threads. What a piece is must depend on the
/// problem alone, never on `threads`, so that the numbers are the same for any thread count.
template <class Work>
void parallel_for(int threads, std::ptrdiff_t pieces, const Work& work) {
  if (threads <= 1 || pieces <= 1) {
    for (std::ptrdiff_t i = 0; i < pieces; ++i) work(i);
    return;
  }
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::ptrdiff_t i = 0; i < pieces; ++i) work(i);
}

}  // namespace runner
