#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace runner {

class NumpyRandom;

/// The rows that are held back, and what is left, in the order in which they were drawn.
struct Halves {
  std::vector<std::int64_t> left, held;
};

// One draw of scikit-learn's splitters; the next one from the same generator is their next split.

/// sklearn.model_selection.ShuffleSplit: holds `held` of the rows back.
Halves shuffle_split(std::span<const std::int64_t> rows, std::int64_t held, NumpyRandom& random);

/// StratifiedShuffleSplit; `members` are the rows of each class, two at least.
Halves stratified_shuffle_split(const std::vector<std::vector<std::int64_t>>& members, std::int64_t left,
                                std::int64_t held, NumpyRandom& random);

/// GroupShuffleSplit: holds the rows of `held` of the groups back, and leaves all in their order. `group_of`
/// has one for every row of the table.
Halves group_shuffle_split(std::span<const std::int64_t> rows, std::span<const std::int64_t> group_of,
                           std::int64_t held, NumpyRandom& random);

}  // namespace runner
