#include "data/shuffle_split.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "base/random.h"

namespace runner {

namespace {

using Integers = std::vector<std::int64_t>;

std::size_t place(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

/// How many of `draws` rows fall to each class, in proportion to `counts`: sklearn.utils.extmath's
/// _approximate_mode. What rounding down leaves goes to the largest remainders; ties are broken by drawing.
Integers proportional(const Integers& counts, std::int64_t draws, NumpyRandom& random) {
  const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  Integers shares;
  std::vector<double> remainders;
  for (const std::int64_t count : counts) {
    const double exact = static_cast<double>(count) / total * static_cast<double>(draws);
    shares.push_back(static_cast<std::int64_t>(std::floor(exact)));
    remainders.push_back(exact - std::floor(exact));
  }
  std::vector<double> values = remainders;
  std::sort(values.begin(), values.end(), std::greater<>());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::int64_t missing = draws - std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
  for (const double value : values) {
    if (missing <= 0) break;
    Integers tied;
    for (std::size_t i = 0; i < remainders.size(); ++i) {
      if (remainders[i] == value) tied.push_back(static_cast<std::int64_t>(i));
    }
    const Integers order = random.permutation(static_cast<std::int64_t>(tied.size()));
    const auto added = std::min(missing, static_cast<std::int64_t>(tied.size()));
    for (std::int64_t i = 0; i < added; ++i) ++shares[place(tied[place(order[place(i)])])];
    missing -= added;
  }
  return shares;
}

}  // namespace

Halves shuffle_split(std::span<const std::int64_t> rows, std::int64_t held, NumpyRandom& random) {
  // A large table leaves little room for lists of its rows: the order becomes one of the halves.
  Integers order = random.permutation(static_cast<std::int64_t>(rows.size()));
  for (std::int64_t& row : order) row = rows[place(row)];
  Halves halves{{}, {order.begin(), order.begin() + held}};
  order.erase(order.begin(), order.begin() + held);
  halves.left = std::move(order);
  return halves;
}

Halves stratified_shuffle_split(const std::vector<std::vector<std::int64_t>>& members, std::int64_t left,
                                std::int64_t held, NumpyRandom& random) {
  Integers counts;
  for (const Integers& rows : members) counts.push_back(static_cast<std::int64_t>(rows.size()));
  const Integers to_left = proportional(counts, left, random);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] -= to_left[i];
  const Integers to_held = proportional(counts, held, random);

  Halves halves;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Integers order = random.permutation(static_cast<std::int64_t>(members[i].size()));
    const auto take = [&](std::int64_t first, std::int64_t count, Integers& part) {
      for (std::int64_t j = first; j < first + count; ++j) part.push_back(members[i][place(order[place(j)])]);
    };
    take(0, to_left[i], halves.left);
    take(to_left[i], to_held[i], halves.held);
  }
  random.shuffle(halves.left);
  random.shuffle(halves.held);
  return halves;
}

Halves group_shuffle_split(std::span<const std::int64_t> rows, std::span<const std::int64_t> group_of,
                           std::int64_t held, NumpyRandom& random) {
  std::set<std::int64_t> different;
  for (const std::int64_t row : rows) different.insert(group_of[place(row)]);
  const Integers groups(different.begin(), different.end());
  const Halves drawn = shuffle_split(groups, held, random);
  const std::set<std::int64_t> held_groups(drawn.held.begin(), drawn.held.end());
  Halves halves;
  for (const std::int64_t row : rows) {
    const bool is_held = held_groups.contains(group_of[place(row)]);
    (is_held ? halves.held : halves.left).push_back(row);
  }
  return halves;
}

}  // namespace runner
