#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "spec/error_sink.h"

// What the targets share. Each calls the library as the program does, with files that are in memory alone; a
// finding is whatever a sanitizer tells, an exception that the program would not catch, or a promise (`must`)
// that is broken.

namespace runner::fuzz {

/// Ends the program where a promise is broken: a finding.
inline void must(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first byte, which says how the rest is read; 0 at the end.
inline unsigned char take_byte(std::string_view& input) {
  if (input.empty()) return 0;
  const auto byte = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  return byte;
}

/// Takes what comes before `separator`, or all.
inline std::string_view take_until(std::string_view& input, std::string_view separator) {
  const std::size_t at = input.find(separator);
  const std::string_view taken = input.substr(0, at);
  input.remove_prefix(at == std::string_view::npos ? input.size() : at + separator.size());
  return taken;
}

/// A file without a disk: written again for each input.
class MemoryFile {
 public:
  MemoryFile()
      : descriptor_(::memfd_create("input", MFD_CLOEXEC)),
        path_("/proc/self/fd/" + std::to_string(descriptor_)) {
    if (descriptor_ < 0) throw std::runtime_error("no file in memory");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(std::string_view content) {
    const auto size = static_cast<::off_t>(content.size());
    if (::ftruncate(descriptor_, size) != 0 ||
        ::pwrite(descriptor_, content.data(), content.size(), 0) != size)
      throw std::runtime_error("no room in memory");
  }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

/// Counts what is said; the words are made all the same.
class CountedErrors final : public ErrorSink {
 public:
  void error(std::string_view /*parameter*/, std::string /*message*/) override { ++errors; }
  void warning(std::string_view /*parameter*/, std::string /*message*/) override {}
  int errors = 0;
};

}  // namespace runner::fuzz
