#include "base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

#include "base/float_math.h"
#include "base/stop.h"

namespace runner {
namespace {

std::uint64_t join_words(std::uint64_t high, std::uint64_t low) {
  return (high << 32U) | low;
}

double log_of(double x) {
  return std::log(x);
}
float log_of(float x) {
  return log_float(x);
}

struct Direction {
  double sin, cos;
};
Direction direction(double angle) {
  return {std::sin(angle), std::cos(angle)};
}
SinCos direction(float angle) {
  return sin_cos_float(angle);
}

/// u1 and u2 uniform in [0, 1) become two normal values in their places (Box & Muller 1958).
template <class T>
void box_muller(T& u1, T& u2, T mean, T std) {
  const T radius = std::sqrt(T(-2) * log_of(T(1) - u1));
  const auto [sin, cos] = direction(T(2) * std::numbers::pi_v<T> * u2);
  u1 = std::fma(radius * cos, std, mean);
  u2 = std::fma(radius * sin, std, mean);
}

}  // namespace

MersenneTwister::MersenneTwister(std::uint32_t seed) {
  state_[0] = seed;
  for (std::size_t i = 1; i < state_size; ++i) {
    const std::uint32_t last = state_[i - 1];
    state_[i] = 1812433253U * (last ^ (last >> 30U)) + static_cast<std::uint32_t>(i);
  }
  state_.back() = state_size;
}

void MersenneTwister::refill() {
  auto& words = state_;
  constexpr std::size_t n = state_size, m = 397;
  const auto twist = [&](std::size_t i, std::size_t next, std::size_t far) {
    const std::uint32_t y = (words[i] & 0x80000000U) | (words[next] & 0x7fffffffU);
    words[i] = words[far] ^ (y >> 1U) ^ (-(y & 1U) & 0x9908b0dfU);
  };
  // Without a remainder in the indices, both loops are vectorised.
  for (std::size_t i = 0; i < n - m; ++i) twist(i, i + 1, i + m);
  for (std::size_t i = n - m; i < n - 1; ++i) twist(i, i + 1, i + m - n);
  twist(n - 1, 0, m - 1);
  state_.back() = 0;
}

std::uint32_t MersenneTwister::next() {
  if (state_.back() >= state_size) refill();
  std::uint32_t y = state_[state_.back()++];
  y ^= y >> 11U;
  y ^= (y << 7U) & 0x9d2c5680U;
  y ^= (y << 15U) & 0xefc60000U;
  return y ^ (y >> 18U);
}

Generator::Generator(std::uint64_t seed) : engine_(static_cast<std::uint32_t>(seed)) {}

std::uint32_t Generator::random() {
  return engine_.next();
}

std::uint64_t Generator::random64() {
  const std::uint64_t high = engine_.next();
  return join_words(high, engine_.next());
}

template <>
float Generator::uniform_one<float>() {
  return static_cast<float>(random() & ((1U << 24U) - 1)) * 0x1p-24F;
}

template <>
double Generator::uniform_one<double>() {
  return static_cast<double>(random64() & ((1ULL << 53U) - 1)) * 0x1p-53;
}

template <class T>
void Generator::uniform(std::span<T> out, double from, double to) {
  const T low = static_cast<T>(from), width = static_cast<T>(to) - low;
  for (T& value : out) value = std::fma(uniform_one<T>(), width, low);  // PyTorch's build fuses the two
}

double Generator::normal_one(double mean, double std) {
  if (!std::isnan(next_normal_)) {
    const double value = std::exchange(next_normal_, std::numeric_limits<double>::quiet_NaN());
    return std::fma(value, std, mean);
  }
  const double u1 = uniform_one<double>();
  const double u2 = uniform_one<double>();
  const double radius = std::sqrt(-2 * std::log1p(-u2));
  const double theta = 2 * std::numbers::pi * u1;
  next_normal_ = radius * std::sin(theta);
  return std::fma(radius * std::cos(theta), std, mean);
}

template <class T>
void Generator::normal(std::span<T> out, double mean, double std) {
  constexpr std::size_t block = 16, half = 8;
  if (out.size() < block) {
    for (T& value : out) value = static_cast<T>(normal_one(mean, std));
    return;
  }
  const auto transform = [&](std::span<T> values) {
    for (std::size_t i = 0; i < half; ++i)
      box_muller(values[i], values[i + half], static_cast<T>(mean), static_cast<T>(std));
  };
  for (T& value : out) value = uniform_one<T>();
  for (std::size_t i = 0; i + block <= out.size(); i += block) transform(out.subspan(i, block));
  if (out.size() % block == 0) return;
  // The last 16 values are drawn anew, over the end of the last whole block.
  const std::span<T> tail = out.last(block);
  for (T& value : tail) value = uniform_one<T>();
  transform(tail);
}

void Generator::bernoulli(std::span<std::uint8_t> out, double p) {
  for (std::uint8_t& value : out) value = uniform_one<double>() < p ? 1 : 0;
}

void Generator::permutation(std::span<std::int64_t> out) {
  std::iota(out.begin(), out.end(), std::int64_t{0});
  // PyTorch takes 64 bits where the remainder of 32 would be skewed by more than 5 %.
  const bool wide = out.size() >= std::numeric_limits<std::uint32_t>::max() / 20;
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    const std::uint64_t left = out.size() - i;
    std::swap(out[i], out[i + (wide ? random64() : random()) % left]);
  }
}

std::vector<std::int64_t> Generator::permutation(std::int64_t n) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(n));
  permutation(values);
  return values;
}

std::uint64_t Generator::data_loader_seed() {
  random_int64();  // the loader's base seed, which only its workers would use
  return static_cast<std::uint64_t>(random_int64());
}

void Generator::data_loader_order(std::span<std::int64_t> out) {
  Generator(data_loader_seed()).permutation(out);
}

std::vector<std::int64_t> Generator::data_loader_order(std::int64_t n) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  data_loader_order(order);
  return order;
}

std::int64_t Generator::random_int64() {
  return static_cast<std::int64_t>(random64() &
                                   static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
}

template void Generator::uniform(std::span<float>, double, double);
template void Generator::uniform(std::span<double>, double, double);
template void Generator::normal(std::span<float>, double, double);
template void Generator::normal(std::span<double>, double, double);

NumpyRandom::NumpyRandom(std::uint32_t seed) : engine_(seed) {}

double NumpyRandom::random_sample() {
  look_at_stop();  // who makes data draws it here: up to billions of numbers
  const std::uint32_t high = engine_.next() >> 5U, low = engine_.next() >> 6U;
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

double NumpyRandom::uniform(double low, double high) {
  return low + (high - low) * random_sample();
}

double NumpyRandom::normal(double mean, double std) {
  if (next_normal_) {
    const double value = *next_normal_;
    next_normal_.reset();
    return mean + std * value;
  }
  double x = 0, y = 0, square = 0;
  do {
    x = 2 * random_sample() - 1;
    y = 2 * random_sample() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * std::log(square) / square);
  next_normal_ = factor * x;
  return mean + std * (factor * y);
}

std::uint64_t NumpyRandom::interval(std::uint64_t max) {
  if (max == 0) return 0;
  const bool wide = max > std::numeric_limits<std::uint32_t>::max();
  std::uint64_t mask = max;
  for (unsigned shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
  while (true) {
    look_at_stop();
    const std::uint64_t first = engine_.next();
    const std::uint64_t value = (wide ? join_words(first, engine_.next()) : first) & mask;
    if (value <= max) return value;
  }
}

std::int64_t NumpyRandom::randint(std::int64_t low, std::int64_t high) {
  const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + interval(width - 1));
}

void NumpyRandom::shuffle(std::span<std::int64_t> values) {
  // A long list lies in no cache: what is drawn is fetched some draws before it is needed.
  constexpr std::size_t ahead = 16;
  std::array<std::size_t, ahead> drawn{};
  std::size_t left = values.size() > 1 ? values.size() - 1 : 0, draw = left;
  const auto fetch = [&] {
    std::size_t& place = drawn[draw % ahead];
    place = static_cast<std::size_t>(interval(draw--));
    __builtin_prefetch(&values[place], 1);
  };
  while (draw > 0 && left - draw < ahead) fetch();
  for (; left > 0; --left) {
    std::swap(values[left], values[drawn[left % ahead]]);
    if (draw > 0) fetch();
  }
}

std::vector<std::int64_t> NumpyRandom::permutation(std::int64_t n) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), std::int64_t{0});
  shuffle(values);
  return values;
}

}  // namespace runner
