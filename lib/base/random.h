#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/state.h"

namespace runner {

/// The Mersenne Twister MT19937 (Matsumoto & Nishimura 1998): the same 32-bit words as `std::mt19937`,
/// with a state that can be written down and read back.
class MersenneTwister {
 public:
  static constexpr int state_size = 624;
  explicit MersenneTwister(std::uint32_t seed);
  std::uint32_t next();

  /// The words and, behind them, how many of them are used up.
  std::span<std::uint32_t> state() { return state_; }

 private:
  void refill();
  std::array<std::uint32_t, state_size + 1> state_;
};

/// PyTorch's CPU generator: `Generator(0)` draws what follows `torch.manual_seed(0)`.
/// Source: aten/src/ATen/core/MT19937RNGEngine.h, DistributionsHelper.h, cpu/DistributionTemplates.h.
class Generator {
 public:
  explicit Generator(std::uint64_t seed);

  std::uint32_t random();
  std::uint64_t random64();

  /// U[from, to) as `tensor.uniform_(from, to)`: 24 random bits for float, 53 for double.
  template <class T>
  void uniform(std::span<T> out, double from, double to);

  /// N(mean, std²) as `tensor.normal_(mean, std)`: fewer than 16 values are drawn one by one with a cached
  /// second value, 16 and more by Box-Muller over blocks of 16.
  template <class T>
  void normal(std::span<T> out, double mean, double std);

  /// 1 with probability p, else 0, as `tensor.bernoulli_(p)` on a processor that is not Intel's, where
  /// PyTorch leaves it to another library: 53 random bits each.
  void bernoulli(std::span<std::uint8_t> out, double p);

  /// A permutation of 0 … n-1, as `torch.randperm(n)`.
  std::vector<std::int64_t> permutation(std::int64_t n);
  void permutation(std::span<std::int64_t> out);  ///< allocates nothing

  /// The seed with which `DataLoader(shuffle=True)` shuffles its next epoch: `Generator(seed)` draws the
  /// permutation.
  std::uint64_t data_loader_seed();
  /// The order in which it visits n samples then.
  std::vector<std::int64_t> data_loader_order(std::int64_t n);
  void data_loader_order(std::span<std::int64_t> out);  ///< allocates nothing

  /// An int64 as `torch.empty((), dtype=torch.int64).random_()` draws it.
  std::int64_t random_int64();

  std::vector<StateView> state() { return {{"words", engine_.state()}, {"next_normal", next_normal_}}; }

 private:
  double normal_one(double mean, double std);
  template <class T>
  T uniform_one();

  MersenneTwister engine_;
  double next_normal_ = std::numeric_limits<double>::quiet_NaN();  // NaN: none is kept
};

/// NumPy's legacy `RandomState(seed)`, which scikit-learn draws from. Drawing throws Interrupted where the
/// program was asked to stop.
class NumpyRandom {
 public:
  explicit NumpyRandom(std::uint32_t seed);

  double random_sample();  ///< U[0, 1), 53 bits
  double uniform(double low, double high);
  double normal(double mean = 0, double std = 1);             ///< polar method, the second value cached
  std::uint64_t interval(std::uint64_t max);                  ///< 0 … max inclusive, by masked rejection
  std::int64_t randint(std::int64_t low, std::int64_t high);  ///< low … high-1, as `randint(low, high)`
  void shuffle(std::span<std::int64_t> values);               ///< Fisher-Yates from the end
  std::vector<std::int64_t> permutation(std::int64_t n);

 private:
  MersenneTwister engine_;
  std::optional<double> next_normal_;
};

}  // namespace runner
