#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace runner {

// An enumeration with names has `choice_names` beside it, one name per value in the order of the values, from
// 0 on:
//   constexpr auto choice_names(Part) { return std::array<std::string_view, 2>{"train", "test"}; }
// Here alone a value is taken for its place among the names.

template <class E>
constexpr std::string_view choice_name(E value) {
  return choice_names(value)[static_cast<std::size_t>(value)];
}

/// The value at a place among the names.
template <class E>
constexpr E choice_at(std::size_t place) {
  return static_cast<E>(place);
}

/// Nothing where no value has this name.
template <class E>
constexpr std::optional<E> choice_named(std::string_view name) {
  constexpr auto names = choice_names(E{});
  const auto place = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  return place < names.size() ? std::optional<E>(choice_at<E>(place)) : std::nullopt;
}

/// All values, in their order.
template <class E>
constexpr auto all_choices() {
  std::array<E, choice_names(E{}).size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = choice_at<E>(i);
  return all;
}

/// How many there are of each value.
template <class E>
class ChoiceCounts {
 public:
  std::size_t& operator[](E value) { return counts_[static_cast<std::size_t>(value)]; }
  std::size_t operator[](E value) const { return counts_[static_cast<std::size_t>(value)]; }
  ChoiceCounts& operator+=(const ChoiceCounts& other) {
    for (const E value : all_choices<E>()) (*this)[value] += other[value];
    return *this;
  }
  std::size_t total() const {
    std::size_t sum = 0;
    for (const std::size_t count : counts_) sum += count;
    return sum;
  }

 private:
  std::array<std::size_t, choice_names(E{}).size()> counts_{};
};

}  // namespace runner
