#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace runner {

/// Threads that take the pieces of one loop after another. Whoever has a loop works on it as well, and waits
/// for nobody who has not begun: where no other thread gets a processor, it does all the pieces itself. So a
/// loop costs little more than its own work even on a machine that is busy.
class ThreadPool {
 public:
  ThreadPool() = default;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// What a member other than the first does until `close`.
  void work() noexcept;
  void close();

  /// Calls `call(work, i)`, which must not throw, for i = 0 … pieces-1; `pieces` from 1 to 2^31 - 1.
  using Call = void(const void* work, std::ptrdiff_t i);
  void run(std::ptrdiff_t pieces, Call* call, const void* work) noexcept;

 private:
  bool take_piece();
  bool has_work() const { return static_cast<std::uint32_t>(left_.load(std::memory_order_relaxed)) != 0; }
  void wait_for_loop(unsigned seen) const;
  void wait_for_the_others() const;

  // The number of the loop in the upper half, so that a piece of it can't be taken for one of another's; the
  // pieces that nobody has taken in the lower half.
  std::atomic<std::uint64_t> left_{0};
  std::atomic<int> unfinished_{0};
  std::atomic<unsigned> loops_{0};  // what members sleep on
  std::atomic<bool> closed_{false};
  // Of the loop at hand; they stay as they are while a piece of it is unfinished.
  Call* call_ = nullptr;
  const void* work_ = nullptr;
};

/// The team of the calling thread; null outside of `with_threads`.
ThreadPool*& current_pool();

/// Held by who makes threads, so that what a look at how many can be made has found stays true.
std::mutex& thread_making();

/// Tells, once in a process, that there are fewer threads than were wanted.
void tell_of_fewer_threads() noexcept;

/// Calls `work()`, while so many threads, with this one, stand ready for its loops; fewer
/// where no more can be made.
void run_with_threads(int threads, void (*call)(const void*), const void* work);

template <class Work>
void with_threads(int threads, const Work& work) {
  if (threads <= 1) return work();
  run_with_threads(threads, [](const void* it) { (*static_cast<const Work*>(it))(); }, &work);
}

/// Calls `work(i)` for i = 0 … pieces-1 on up to `threads` threads: those of the team, or of one for this
/// loop alone. What a piece is must depend on the problem alone, never on `threads`, so that the numbers are
/// the same for any thread count.
template <class Work>
void parallel_for(int threads, std::ptrdiff_t pieces, const Work& work) {
  const auto on_pool = [&] {
    current_pool()->run(
        pieces, [](const void* it, std::ptrdiff_t i) { (*static_cast<const Work*>(it))(i); }, &work);
  };
  if (threads <= 1 || pieces <= 1) {
    for (std::ptrdiff_t i = 0; i < pieces; ++i) work(i);
  } else if (current_pool() != nullptr) {
    on_pool();
  } else {
    with_threads(threads, on_pool);
  }
}

/// Calls work(first, count) for the chunks of `length` of 0 … total-1; the last is longer where something
/// is left over, so that no thread is woken for little. `length` is what is worth waking one.
template <class Work>
void for_chunks(int threads, std::ptrdiff_t total, std::ptrdiff_t length, const Work& work) {
  const std::ptrdiff_t pieces = threads <= 1 || total < 2 * length ? 1 : total / length;
  parallel_for(threads, pieces, [&](std::ptrdiff_t i) {
    const std::ptrdiff_t first = i * length;
    work(first, i + 1 == pieces ? total - first : length);
  });
}

}  // namespace runner
