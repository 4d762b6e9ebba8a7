#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <vector>

#include "base/memory.h"
#include "base/stop.h"

// A table may be as large as half the memory. So what holds its values grows, is cut and is converted piece
// by piece, and the system has each piece back before the next is made: never is all of it there twice.

namespace runner {

/// Gives the whole pages in it back to the system. Their values must not be read any more.
void give_back(const void* begin, std::size_t bytes);

/// Calls `each(span)` for one piece after the other of the values from `first` on, which are gone then.
template <class T, class Each>
void consume(std::vector<T>& values, std::size_t first, const Each& each) {
  constexpr std::size_t piece = (std::size_t{1} << 21U) / sizeof(T);
  for (std::size_t begin = first; begin < values.size(); begin += piece) {
    look_at_stop();
    const std::span<T> part(values.data() + begin, std::min(piece, values.size() - begin));
    each(part);
    give_back(part.data(), part.size_bytes());
  }
  values.resize(std::min(first, values.size()));
}

/// Takes room for `count` values in all; false where it can't be had. What is not used is only promised by
/// the system.
template <class T>
bool expect_values(std::vector<T>& values, std::size_t count) {
  if (static_cast<double>(count) * sizeof(T) > static_cast<double>(memory_limit())) return false;
  try {
    values.reserve(count);
    return true;
  } catch (const std::bad_alloc&) {  // there is still `make_room`
    return false;
  }
}

/// Room for `more` values. Throws TooLargeForMemory and std::bad_alloc.
template <class T>
void make_room(std::vector<T>& values, std::size_t more) {
  if (values.capacity() - values.size() >= more) [[likely]]
    return;
  const std::size_t needed = values.size() + more, some = values.capacity() / 4;
  const std::int64_t bytes = product_of_sizes({static_cast<std::int64_t>(needed), sizeof(T)});
  require_memory(bytes);
  std::vector<T> larger;
  if (!expect_values(larger, std::max(needed, 2 * values.capacity())) &&
      !expect_values(larger, std::max(needed, values.capacity() + some))) {
    // The old values and the new room are promised at once.
    if (bytes > memory_limit() / 4) throw TooLargeForMemory();
    throw std::bad_alloc();
  }
  consume(values, 0, [&](std::span<T> part) { larger.insert(larger.end(), part.begin(), part.end()); });
  values = std::move(larger);
}

/// Takes the values from `first` on away.
template <class T>
std::vector<T> cut_off(std::vector<T>& values, std::size_t first) {
  std::vector<T> tail;
  tail.reserve(values.size() - std::min(first, values.size()));
  consume(values, first, [&](std::span<T> part) { tail.insert(tail.end(), part.begin(), part.end()); });
  return tail;
}

}  // namespace runner
