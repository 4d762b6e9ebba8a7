#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

namespace runner {

/// Sorts, and leaves what is equal in its order, as std::ranges::stable_sort does; that one calls a function
/// of libstdc++ which C++17 deprecates, so that clang++ warns of every use.
template <class T, class Less = std::ranges::less, class Projection = std::identity>
void sort_stably(std::vector<T>& items, Less less = {}, Projection projection = {}) {
  const auto is_before = [&](std::size_t a, std::size_t b) {
    return std::invoke(less, std::invoke(projection, items[a]), std::invoke(projection, items[b]));
  };
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return is_before(a, b) || (!is_before(b, a) && a < b); });
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const std::size_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

}  // namespace runner
