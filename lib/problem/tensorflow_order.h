#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace runner {

/// The counter-based generator Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405), as TensorFlow
/// seeds it: the first seed is the key, the second the upper half of the counter.
class Philox {
 public:
  Philox(std::uint64_t seed, std::uint64_t seed2);
  /// The next of its 32-bit words, four of which make a block.
  std::uint32_t next();

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> words_ = {};
  std::size_t used_ = 4;
};

/// The order in which TensorFlow 1's `Dataset.shuffle` visits n samples (held in its buffer whole) whenever
/// an iterator over it is begun, with `tf.set_random_seed(seed)`; `operation` is the number of operations in
/// the graph before it. Source: tensorflow/core/kernels/data/shuffle_dataset_op.cc.
std::vector<std::int64_t> tensorflow_order(std::int64_t n, std::uint64_t seed, std::uint64_t operation);

}  // namespace runner
