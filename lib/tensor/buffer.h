#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace runner {

/// A fixed number of values, zero at first, that begin on a 64-byte boundary: a cache line of its own, and
/// one alignment in every run, because vectorised sums may have other bits at another address.
template <class T>
class Buffer {
 public:
  static constexpr std::align_val_t alignment{64};

  Buffer() = default;
  /// `size` values, at least 0, all zero. Throws std::bad_alloc.
  explicit Buffer(std::ptrdiff_t size) : size_(static_cast<std::size_t>(size)), data_(allocate(size_)) {
    std::fill_n(data(), size_, T(0));
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  std::span<T> span() { return {data(), size_}; }
  std::span<const T> span() const { return {data(), size_}; }
  T& operator[](std::size_t i) { return data()[i]; }
  const T& operator[](std::size_t i) const { return data()[i]; }

 private:
  struct Free {
    void operator()(T* data) const { ::operator delete(data, alignment); }
  };
  static T* allocate(std::size_t size) {
    return static_cast<T*>(::operator new(size * sizeof(T), alignment));
  }

  std::size_t size_ = 0;
  std::unique_ptr<T[], Free> data_;
};

}  // namespace runner
