#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <limits>

// What one thread of this machine can do at most, as a measure for what it does. Built with
// -ffp-contract=fast.

namespace bench {

#if defined(__AVX512F__)
inline constexpr std::size_t register_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t register_bytes = 32;
#else
inline constexpr std::size_t register_bytes = 16;
#endif
using Vector [[gnu::vector_size(register_bytes)]] = float;
inline constexpr std::size_t width = register_bytes / sizeof(float);

/// The shortest of many times, in seconds: what others do on the machine can only make it longer.
template <class Work>
double shortest(int repeats, const Work& work) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < repeats; ++i) {
    const auto began = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    best = std::min(best, took.count());
  }
  return best;
}

/// Seconds of the processor that this thread has had: others take none of them, but they take caches.
inline double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The shortest of many in these.
template <class Work>
double shortest_alone(int repeats, const Work& work) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < repeats; ++i) {
    const double began = processor_seconds();
    work();
    best = std::min(best, processor_seconds() - began);
  }
  return best;
}

/// Multiply-adds on registers alone, as many at once as hide their latency.
inline double multiply_adds_per_second(int repeats = 500) {
  constexpr std::size_t steps = 20000;
  constexpr std::size_t chains = 12;
  [[maybe_unused]] static volatile float sink, given_factor = 0.999F,
                                               given_term = 0.001F;  // nothing the compiler knows
  const double seconds = shortest(repeats, [] {
    Vector sums[chains];
    for (std::size_t i = 0; i < chains; ++i) sums[i] = Vector{} + static_cast<float>(i);
    const Vector factor = Vector{} + given_factor, term = Vector{} + given_term;
    for (std::size_t step = 0; step < steps; ++step) {
#pragma GCC unroll 12
      for (std::size_t i = 0; i < chains; ++i) sums[i] = sums[i] * factor + term;
    }
    Vector all = Vector{};
    for (std::size_t i = 0; i < chains; ++i) all += sums[i];
    for (std::size_t i = 0; i < width; ++i) sink = all[i];
  });
  return static_cast<double>(steps * chains * width) / seconds;
}

}  // namespace bench
