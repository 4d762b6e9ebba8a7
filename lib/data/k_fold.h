#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace runner {

class NumpyRandom;

// Which fold holds out which row, as scikit-learn's splitters choose it: per row the number of its fold, from
// 0 to `n_splits` - 1. `random` shuffles; null: as the rows stand.

/// sklearn.model_selection.KFold. At least `n_splits` rows.
std::vector<std::int64_t> k_fold(std::int64_t rows, std::int64_t n_splits, NumpyRandom* random);

/// StratifiedKFold: every fold has its share of each class. `classes`: one per row, whatever their numbers.
std::vector<std::int64_t> stratified_k_fold(std::span<const std::int64_t> classes, std::int64_t n_splits,
                                            NumpyRandom* random);

/// GroupKFold: the rows of a group are in one fold. `groups`: one per row, smaller numbers being those that
/// come first in order; at least `n_splits` different ones.
std::vector<std::int64_t> group_k_fold(std::span<const std::int64_t> groups, std::int64_t n_splits,
                                       NumpyRandom* random);

}  // namespace runner
