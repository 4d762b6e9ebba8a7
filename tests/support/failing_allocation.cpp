// To be loaded before a program's own libraries (LD_PRELOAD): the call for memory of the number
// FAILING_ALLOCATION has none. How many calls there were is written, when the program ends, to the file that
// ALLOCATIONS names.

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

extern "C" {
// What the GNU C library calls its own.
void* __libc_malloc(std::size_t size);                           // NOLINT
void* __libc_calloc(std::size_t count, std::size_t size);        // NOLINT
void* __libc_realloc(void* old, std::size_t size);               // NOLINT
void* __libc_memalign(std::size_t alignment, std::size_t size);  // NOLINT
}

namespace {

std::atomic<long> calls{0};

/// Read from the environment without a call for memory, at the first one.
long failing() {
  static const long number = [] {
    const char* text = std::getenv("FAILING_ALLOCATION");
    return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
  }();
  return number;
}

bool fails() {
  if (++calls != failing()) return false;
  errno = ENOMEM;
  return true;
}

struct Report {
  Report() = default;
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;
  ~Report() {
    const char* path = std::getenv("ALLOCATIONS");
    const int file = path == nullptr ? -1 : ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file < 0) return;
    ::dprintf(file, "%ld\n", calls.load());
    ::close(file);
  }
} const report;

}  // namespace

extern "C" {

void* malloc(std::size_t size) noexcept {
  return fails() ? nullptr : __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  return fails() ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  return fails() ? nullptr : __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return fails() ? nullptr : __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
}
