#include "base/parallel.h"

#include <omp.h>

#include <cassert>
#include <chrono>
#include <exception>
#include <thread>

namespace runner {

namespace {

/// How long a thread looks before it sleeps, giving way to others meanwhile: for the next loop, about what it
/// takes to be woken; for the end of pieces that were begun, longer than one takes.
constexpr std::chrono::microseconds patience_for_a_loop{50}, patience_for_the_others{1000};

/// Whether `done()` came true in time.
template <class Done>
bool look_for(const Done& done, std::chrono::microseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace

ThreadPool*& current_pool() {
  thread_local ThreadPool* team = nullptr;
  return team;
}

bool ThreadPool::take_piece() {
  std::uint64_t left = left_.load(std::memory_order_relaxed);
  while (true) {
    if (static_cast<std::uint32_t>(left) == 0) return false;
    if (left_.compare_exchange_weak(left, left - 1, std::memory_order_acquire, std::memory_order_relaxed))
      break;
  }
  call_(work_, static_cast<std::ptrdiff_t>(static_cast<std::uint32_t>(left)) - 1);
  if (unfinished_.fetch_sub(1) == 1) unfinished_.notify_one();
  return true;
}

void ThreadPool::wait_for_loop(unsigned seen) const {
  const auto changed = [&] { return loops_.load(std::memory_order_acquire) != seen; };
  if (!look_for(changed, patience_for_a_loop)) loops_.wait(seen, std::memory_order_acquire);
}

void ThreadPool::wait_for_the_others() const {
  const auto ended = [&] { return unfinished_.load(std::memory_order_acquire) == 0; };
  if (look_for(ended, patience_for_the_others)) return;
  for (int left = unfinished_.load(std::memory_order_acquire); left != 0;
       left = unfinished_.load(std::memory_order_acquire))
    unfinished_.wait(left, std::memory_order_acquire);
}

void ThreadPool::work() noexcept {
  while (true) {
    const unsigned seen = loops_.load(std::memory_order_acquire);
    while (take_piece()) continue;
    if (closed_.load(std::memory_order_acquire)) return;
    wait_for_loop(seen);
  }
}

void ThreadPool::close() {
  closed_.store(true, std::memory_order_release);
  loops_.fetch_add(1);
  loops_.notify_all();
}

void ThreadPool::run(std::ptrdiff_t pieces, Call* call, const void* work) noexcept {
  assert(unfinished_.load() == 0 && "a piece has no loops of its own");
  call_ = call;
  work_ = work;
  unfinished_.store(static_cast<int>(pieces), std::memory_order_relaxed);
  const unsigned number = loops_.load(std::memory_order_relaxed) + 1;
  left_.store((static_cast<std::uint64_t>(number) << 32U) + static_cast<std::uint64_t>(pieces),
              std::memory_order_release);
  loops_.store(number);  // in one order with the look at who sleeps, or a sleeper is overlooked
  loops_.notify_all();
  while (take_piece()) continue;
  wait_for_the_others();
}

void run_with_threads(int threads, void (*call)(const void*), const void* work) {
  ThreadPool team;
  std::exception_ptr error;
#pragma omp parallel num_threads(threads)
  {
    if (omp_get_thread_num() == 0) {
      ThreadPool* outer = current_pool();
      current_pool() = &team;
      try {
        call(work);
      } catch (...) {
        error = std::current_exception();
      }
      current_pool() = outer;
      team.close();
    } else {
      team.work();
    }
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace runner
