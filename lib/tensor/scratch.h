#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "tensor/buffer.h"
#include "tensor/matrix.h"

namespace runner {

/// Memory that pieces of a parallel loop use one after the other, made before the loop: as many as can be at
/// work at once on this machine. A piece that finds all of them in use waits until another one is done.
class Scratch {
 public:
  /// For loops of at most `pieces` pieces, `bytes` for each.
  Scratch(Index pieces, Index bytes) {
    const auto processors = static_cast<Index>(std::max(1U, std::thread::hardware_concurrency()));
    const Index count = std::clamp(pieces, Index{1}, processors);
    for (Index i = 0; i < count; ++i) memory_.emplace_back(bytes);
    in_use_ = std::make_unique<std::atomic<bool>[]>(memory_.size());
  }

  /// Calls `work` with memory (std::byte*) that nobody else has meanwhile.
  template <class Work>
  void with(const Work& work) {
    const std::size_t i = claim();
    work(memory_[i].data());
    in_use_[i].store(false, std::memory_order_release);
  }

 private:
  std::size_t claim() {
    for (;;) {
      for (std::size_t i = 0; i < memory_.size(); ++i) {
        if (!in_use_[i].exchange(true, std::memory_order_acquire)) return i;
      }
      std::this_thread::yield();
    }
  }

  std::vector<Buffer<std::byte>> memory_;
  std::unique_ptr<std::atomic<bool>[]> in_use_;
};

}  // namespace runner
