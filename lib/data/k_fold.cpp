#include "data/k_fold.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "base/random.h"
#include "base/stop.h"

namespace runner {

namespace {

using Numbers = std::vector<std::int64_t>;

std::size_t at(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

/// numpy.array_split: which of `pieces` the i-th of n values is in. The first n % pieces have one more.
Numbers pieces_of(std::int64_t n, std::int64_t pieces) {
  Numbers piece;
  for (std::int64_t i = 0; i < pieces; ++i)
    piece.insert(piece.end(), at(n / pieces + (i < n % pieces ? 1 : 0)), i);
  return piece;
}

/// The values numbered in order of appearance.
Numbers by_appearance(std::span<const std::int64_t> values) {
  std::map<std::int64_t, std::int64_t> numbers;
  Numbers numbered;
  for (const std::int64_t value : values) {
    look_at_stop();
    numbered.push_back(numbers.try_emplace(value, static_cast<std::int64_t>(numbers.size())).first->second);
  }
  return numbered;
}

/// The values numbered in their order.
Numbers by_value(std::span<const std::int64_t> values) {
  std::map<std::int64_t, std::int64_t> numbers;
  for (const std::int64_t value : values) numbers[value] = 0;
  std::int64_t next = 0;
  for (auto& [value, number] : numbers) number = next++;
  Numbers numbered;
  for (const std::int64_t value : values) numbered.push_back(numbers[value]);
  return numbered;
}

Numbers class_sizes(const Numbers& numbered) {
  Numbers counts(at(*std::ranges::max_element(numbered) + 1), 0);
  for (const std::int64_t number : numbered) ++counts[at(number)];
  return counts;
}

/// Shuffled groups, cut into pieces.
Numbers shuffled_groups(std::int64_t groups, std::int64_t n_splits, NumpyRandom& random) {
  const Numbers order = random.permutation(groups);
  const Numbers piece = pieces_of(groups, n_splits);
  Numbers fold(at(groups));
  for (std::size_t i = 0; i < order.size(); ++i) fold[at(order[i])] = piece[i];
  return fold;
}

/// The largest group first, each to the fold that has the fewest rows so far; of equal groups the last.
Numbers balanced_groups(const Numbers& counts, std::int64_t n_splits) {
  Numbers order(counts.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::ranges::sort(order, {}, [&](std::int64_t group) { return std::pair(counts[at(group)], group); });
  std::ranges::reverse(order);
  Numbers rows(at(n_splits), 0), fold(counts.size());
  for (const std::int64_t group : order) {
    const auto lightest = std::ranges::min_element(rows);
    *lightest += counts[at(group)];
    fold[at(group)] = lightest - rows.begin();
  }
  return fold;
}

}  // namespace

std::vector<std::int64_t> k_fold(std::int64_t rows, std::int64_t n_splits, NumpyRandom* random) {
  Numbers order(at(rows));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  if (random) random->shuffle(order);
  const Numbers piece = pieces_of(rows, n_splits);
  Numbers folds(at(rows));
  for (std::size_t i = 0; i < order.size(); ++i) folds[at(order[i])] = piece[i];
  return folds;
}

std::vector<std::int64_t> stratified_k_fold(std::span<const std::int64_t> classes, std::int64_t n_splits,
                                            NumpyRandom* random) {
  const Numbers numbered = by_appearance(classes);
  const Numbers counts = class_sizes(numbered);
  // All rows sorted by class are dealt out to the folds in turn: so many of each class a fold gets.
  std::vector<Numbers> dealt(counts.size());
  std::int64_t next = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    for (std::int64_t i = 0; i < counts[k]; ++i) dealt[k].push_back(next++ % n_splits);
    std::ranges::sort(dealt[k]);
    if (random) random->shuffle(dealt[k]);
  }
  Numbers folds, used(counts.size(), 0);
  for (const std::int64_t k : numbered) folds.push_back(dealt[at(k)][at(used[at(k)]++)]);
  return folds;
}

std::vector<std::int64_t> group_k_fold(std::span<const std::int64_t> groups, std::int64_t n_splits,
                                       NumpyRandom* random) {
  const Numbers numbered = by_value(groups);
  const Numbers counts = class_sizes(numbered);
  const Numbers fold_of = random
                              ? shuffled_groups(static_cast<std::int64_t>(counts.size()), n_splits, *random)
                              : balanced_groups(counts, n_splits);
  Numbers folds;
  for (const std::int64_t group : numbered) folds.push_back(fold_of[at(group)]);
  return folds;
}

}  // namespace runner
