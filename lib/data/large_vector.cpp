#include "data/large_vector.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace runner {

namespace {

/// What is whole in that room, of pages of a size.
struct Whole {
  void* begin;
  std::size_t bytes;
};
Whole whole_pages(const void* begin, std::size_t bytes, std::uintptr_t page) {
  const auto from = reinterpret_cast<std::uintptr_t>(begin);
  const auto first = (from + page - 1) / page * page;
  const auto last = (from + bytes) / page * page;
  // The kernel takes a pointer that may be written through; what lies there is freed, or not written yet.
  auto* const at = const_cast<char*>(static_cast<const char*>(begin)) + (first - from);
  return {at, first < last ? last - first : 0};
}

}  // namespace

void give_back(const void* begin, std::size_t bytes) {
  constexpr std::size_t worth_it = std::size_t{1} << 18U;
  if (bytes < worth_it) return;
  static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const Whole pages = whole_pages(begin, bytes, page);
  if (pages.bytes > 0) ::madvise(pages.begin, pages.bytes, MADV_DONTNEED);
}

void use_large_pages(const void* begin, std::size_t bytes) {
  constexpr std::size_t page = std::size_t{1} << 21U, worth_it = 16 * page;
  if (bytes < worth_it) return;
  const Whole pages = whole_pages(begin, bytes, page);
  ::madvise(pages.begin, pages.bytes, MADV_HUGEPAGE);  // where there are none, small ones do
}

}  // namespace runner
