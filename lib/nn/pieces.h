#pragma once

#include <algorithm>

#include "base/parallel.h"
#include "tensor/matrix.h"

namespace runner {

/// Calls work(first, count) for the stretches of `length` (the last may be shorter) of 0 … total-1.
template <class Work>
void for_stretches(int threads, Index total, Index length, const Work& work) {
  parallel_for(threads, (total + length - 1) / length,
               [&](Index i) { work(i * length, std::min(length, total - i * length)); });
}

}  // namespace runner
