#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace runner {

/// Zeroed memory for `count` values of `size` bytes, on a 64-byte boundary. Throws std::bad_alloc, also where
/// that is more than the machine has.
void* allocate_zeros(std::ptrdiff_t count, std::size_t size);
void free_buffer(void* data);

/// A fixed number of values, zero at first, that begin on a 64-byte boundary: a cache line of its own, and
/// one alignment in every run, because vectorised sums may have other bits at another address.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  /// `size` values, at least 0, all zero. Throws std::bad_alloc.
  explicit Buffer(std::ptrdiff_t size)
      : size_(static_cast<std::size_t>(size)), data_(static_cast<T*>(allocate_zeros(size, sizeof(T)))) {}

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  std::span<T> span() { return {data(), size_}; }
  std::span<const T> span() const { return {data(), size_}; }
  T& operator[](std::size_t i) { return data()[i]; }
  const T& operator[](std::size_t i) const { return data()[i]; }

 private:
  struct Free {
    void operator()(T* data) const { free_buffer(data); }
  };

  std::size_t size_ = 0;
  std::unique_ptr<T[], Free> data_;
};

}  // namespace runner
