// Prints what one thread of this machine can do: the rate of fused multiply-adds, and that of a pass over
// memory such as an optimizer makes.
//
//     machine VALUES         for passes over so many parameters
//     machine --threads      how much more two threads do than one
//     machine --loop         microseconds that a loop of two threads takes beside its work: one after the
//     other, and
//                            when the second thread has gone to sleep meanwhile

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include "base/parallel.h"
#include "peak.h"

namespace {

using bench::multiply_adds_per_second;
using bench::shortest;

/// Reads four arrays and writes three of them, as Adam does with weights, moments and gradients; bytes per
/// second.
double bytes_per_second(std::size_t values) {
  std::vector<float> w(values, 1), m(values, 1), v(values, 1), g(values, 1);
  const int repeats = static_cast<int>(200'000'000 / (values + 1000)) + 5;
  const double seconds = shortest(repeats < 2000 ? repeats : 2000, [&] {
    float *a = w.data(), *b = m.data(), *c = v.data();
    const float* d = g.data();
#pragma GCC ivdep
    for (std::size_t i = 0; i < values; ++i) {
      b[i] = 0.9F * b[i] + d[i];
      c[i] = 0.9F * c[i] + d[i];
      a[i] = a[i] + 0.1F * b[i] + c[i];
    }
  });
  return static_cast<double>(7 * sizeof(float) * values) / seconds;
}

/// Two processors that are shown may be two threads of one core.
double gain_of_two_threads() {
  double alone = 0, sum = 0;
  for (int round = 0; round < 5; ++round) {
    double first = 0, second = 0;
    alone = std::max(alone, multiply_adds_per_second());
    std::thread other([&] { second = multiply_adds_per_second(); });
    first = multiply_adds_per_second();
    other.join();
    sum = std::max(sum, first + second);
  }
  return sum / alone;
}

/// The median of many empty loops, each after so many seconds without one.
double loop_seconds(double between) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t repeats = 301;
  std::vector<double> took;
  const auto measure = [&] {
    while (took.size() < repeats) {
      const auto waited = Clock::now();
      while (std::chrono::duration<double>(Clock::now() - waited).count() < between) continue;
      const auto began = Clock::now();
      runner::parallel_for(2, 2, [](std::ptrdiff_t) {});
      took.push_back(std::chrono::duration<double>(Clock::now() - began).count());
    }
  };
  runner::with_threads(2, measure);
  std::nth_element(took.begin(), took.begin() + repeats / 2, took.end());
  return took[repeats / 2];
}

}  // namespace

int main(int count, char** words) {
  if (count > 1 && std::string_view(words[1]) == "--threads") {
    std::printf("%.4g\n", gain_of_two_threads());
    return 0;
  }
  if (count > 1 && std::string_view(words[1]) == "--loop") {
    std::printf("%.3g %.3g\n", 1e6 * loop_seconds(0), 1e6 * loop_seconds(1e-3));
    return 0;
  }
  const std::size_t values = count > 1 ? std::strtoull(words[1], nullptr, 10) : 1'000'000;
  std::printf("%.6g %.6g\n", 2 * multiply_adds_per_second(), bytes_per_second(values));
}
