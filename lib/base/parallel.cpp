#include "base/parallel.h"

#include <omp.h>
#include <pthread.h>
#include <sys/stat.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

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

/// The stack that the OpenMP runtime gives a thread, where it is not the system's: OMP_STACKSIZE=4M.
std::optional<std::size_t> stack_asked_for() {
  const char* written = std::getenv("OMP_STACKSIZE");
  if (written == nullptr) return std::nullopt;
  std::size_t size = 0;
  const std::string_view text(written);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc()) return std::nullopt;
  const char unit = end == text.data() + text.size() ? 'K' : *end;
  constexpr std::string_view units = "BKMG", lower = "bkmg";
  const std::size_t power = std::min(units.find(unit), lower.find(unit));
  constexpr std::size_t most = std::size_t{1} << 30U;
  if (power == std::string_view::npos || size > most) return std::nullopt;
  return size << (10 * power);
}

void* wait_to_go(void* go) {
  static_cast<std::atomic<bool>*>(go)->wait(false);
  return nullptr;
}

/// Threads of this process. Where one has been joined the system may count it a moment longer.
std::uint64_t counted_threads() {
  struct stat found{};
  return ::stat("/proc/self/task", &found) == 0 ? found.st_nlink : 0;
}

/// How many of so many threads can be there at once: the OpenMP runtime ends the process where it can't make
/// one. They are made and joined again.
int threads_that_can_be_made(int wanted) {
  constexpr int most_looks = 100;
  constexpr std::chrono::microseconds between{200};
  const std::uint64_t before = counted_threads();
  std::vector<pthread_t> threads;
  threads.reserve(static_cast<std::size_t>(wanted));
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return 0;
  if (const auto size = stack_asked_for()) ::pthread_attr_setstacksize(&attributes, *size);
  std::atomic<bool> go{false};
  for (int i = 0; i < wanted; ++i) {
    pthread_t thread{};
    if (::pthread_create(&thread, &attributes, wait_to_go, &go) != 0) break;
    threads.push_back(thread);
  }
  ::pthread_attr_destroy(&attributes);
  go = true;
  go.notify_all();
  for (const pthread_t thread : threads) ::pthread_join(thread, nullptr);
  for (int i = 0; i < most_looks && counted_threads() > before; ++i) std::this_thread::sleep_for(between);
  return static_cast<int>(threads.size());
}

}  // namespace

std::mutex& thread_making() {
  static std::mutex mutex;
  return mutex;
}

void tell_of_fewer_threads() noexcept {
  static std::atomic_flag told;
  if (!told.test_and_set())
    std::fputs("runner: the system allows no more threads; going on with fewer\n", stderr);
}

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
  thread_local int kept = 1;  // of the team before, which the runtime keeps for this thread
  std::unique_lock making(thread_making(), std::defer_lock);
  if (threads > kept) {
    making.lock();
    const int most = kept + threads_that_can_be_made(threads - kept);
    if (most < threads) tell_of_fewer_threads();
    threads = most;
  }
  kept = threads;
  ThreadPool team;
  std::exception_ptr error;
  const auto lead = [&] {
    if (making.owns_lock()) making.unlock();
    ThreadPool* outer = std::exchange(current_pool(), &team);
    try {
      call(work);
    } catch (...) {
      error = std::current_exception();
    }
    current_pool() = outer;
    team.close();
  };
  if (threads == 1) {
    lead();
  } else {
#pragma omp parallel num_threads(threads)
    omp_get_thread_num() == 0 ? lead() : team.work();
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace runner
