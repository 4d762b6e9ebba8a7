#include "problem/tensorflow_order.h"

#include <numeric>
#include <utility>

// DeepOBS' published curves depend on the order of the samples, so TensorFlow's shuffling is done over, from
// the generator and the way it is seeded to the way in which a number is drawn below a bound.

namespace runner {

namespace {

std::uint32_t low(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}
std::uint32_t high(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32U);
}

}  // namespace

Philox::Philox(std::uint64_t seed, std::uint64_t seed2)
    : key_{low(seed), high(seed)}, counter_{0, 0, low(seed2), high(seed2)} {}

void Philox::refill() {
  constexpr int rounds = 10;
  auto key = key_;
  words_ = counter_;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53U} * words_[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57U} * words_[2];
    words_ = {high(b) ^ words_[1] ^ key[0], low(b), high(a) ^ words_[3] ^ key[1], low(a)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  for (std::uint32_t& part : counter_) {
    if (++part != 0) break;
  }
  used_ = 0;
}

std::uint32_t Philox::next() {
  if (used_ == words_.size()) refill();
  return words_[used_++];
}

std::vector<std::int64_t> tensorflow_order(std::int64_t n, std::uint64_t seed, std::uint64_t operation) {
  Philox seeds(seed, operation);
  const std::uint64_t first = seeds.next();
  Philox random(first, seeds.next());
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::swap(order[i], order[i + random.next() % (order.size() - i)]);
  }
  return order;
}

}  // namespace runner
