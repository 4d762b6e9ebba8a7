#include "data/large_vector.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace runner {

void give_back(const void* begin, std::size_t bytes) {
  constexpr std::size_t worth_it = std::size_t{1} << 18U;
  if (bytes < worth_it) return;
  static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto from = (reinterpret_cast<std::uintptr_t>(begin) + page - 1) / page * page;
  const auto to = (reinterpret_cast<std::uintptr_t>(begin) + bytes) / page * page;
  if (from < to) ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

}  // namespace runner
