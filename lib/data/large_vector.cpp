#include "data/large_vector.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace runner {

void give_back(const void* begin, std::size_t bytes) {
  constexpr std::size_t worth_it = std::size_t{1} << 18U;
  if (bytes < worth_it) return;
  static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto from = reinterpret_cast<std::uintptr_t>(begin);
  const auto first = (from + page - 1) / page * page;
  const auto last = (from + bytes) / page * page;
  // The kernel takes a pointer that may be written through; what is given back is freed before.
  auto* const whole = const_cast<char*>(static_cast<const char*>(begin)) + (first - from);
  if (first < last) ::madvise(whole, last - first, MADV_DONTNEED);
}

}  // namespace runner
