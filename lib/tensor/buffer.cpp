#include "tensor/buffer.h"

#include <cstring>
#include <new>

#include "base/memory.h"

namespace runner {

namespace {

constexpr std::align_val_t alignment{64};

}  // namespace

void* allocate_zeros(std::ptrdiff_t count, std::size_t size) {
  const std::int64_t needed = product_of_sizes({count, static_cast<std::int64_t>(size)});
  require_memory(needed);
  const auto bytes = static_cast<std::size_t>(needed);
  return std::memset(::operator new(bytes, alignment), 0, bytes);
}

void free_buffer(void* data) {
  ::operator delete(data, alignment);
}

}  // namespace runner
