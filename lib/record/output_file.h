#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/files.h"

namespace runner {

/// A file that is written from front to back. What the disk refuses throws std::runtime_error with the path
/// and the system's reason.
class OutputFile {
 public:
  /// Made, or emptied. Errors name `shown` where the file is to become that one.
  explicit OutputFile(std::filesystem::path path, std::filesystem::path shown = {});
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// All of it or, after an exception, nothing: what was written before stays whole, and writing may go on.
  void write(std::string_view bytes);

  /// Waits until what was written has reached the disk.
  void sync();
  std::uint64_t size() const { return static_cast<std::uint64_t>(size_); }
  std::string hash() const { return hash_.digits(); }  ///< XXH3 of what was written

  /// As `own` (base/owner_lock.h), until the file is closed.
  bool own();

  /// Ends the file; with `sync` it has reached the disk.
  void close(bool sync);

 private:
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_, shown_;
  int fd_;
  Hasher hash_;
  std::int64_t size_ = 0;
};

/// Returns the XXH3 of the content.
std::string write_output_file(const std::filesystem::path& path, std::string_view content, bool sync);

}  // namespace runner
