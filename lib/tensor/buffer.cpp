#include "tensor/buffer.h"

#include <cstring>
#include <new>

namespace runner {

namespace {

constexpr std::align_val_t alignment{64};

}  // namespace

void* allocate_zeros(std::size_t bytes) {
  return std::memset(::operator new(bytes, alignment), 0, bytes);
}

void free_buffer(void* data) {
  ::operator delete(data, alignment);
}

}  // namespace runner
