#pragma once

#include <cstddef>

#include "tensor/matrix.h"

namespace runner {

/// One value of each of L samples, as they lie side by side in memory (tensor/lanes.h): on the boundary of a
/// value alone, so that any buffer has them.
template <class T, Index L>
struct LanesInMemory {
  using Type [[gnu::vector_size(static_cast<std::size_t>(L) * sizeof(T)), gnu::aligned(alignof(T)),
               gnu::may_alias]] = T;
};
template <class T, Index L>
using MemoryLanes = typename LanesInMemory<T, L>::Type;

/// Values of samples in lanes, of which value i is that of all L samples of a block.
template <Index L, class T>
const MemoryLanes<T, L>* lanes_at(const T* values) {
  return reinterpret_cast<const MemoryLanes<T, L>*>(values);
}
template <Index L, class T>
MemoryLanes<T, L>* lanes_at(T* values) {
  return reinterpret_cast<MemoryLanes<T, L>*>(values);
}

}  // namespace runner
