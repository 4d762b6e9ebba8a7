#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace runner {

/// A file that is written from front to back. What the disk refuses throws std::runtime_error with the path
/// and the system's reason.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);  ///< made, or emptied
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// All of it or, after an exception, nothing: what was written before stays whole, and writing may go on.
  void write(std::string_view bytes);

  /// Waits until what was written has reached the disk.
  void sync();
  std::uint64_t size() const { return static_cast<std::uint64_t>(size_); }

  /// Ends the file; with `sync` it has reached the disk.
  void close(bool sync);

 private:
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;
  int fd_;
  std::int64_t size_ = 0;
};

void write_output_file(const std::filesystem::path& path, std::string_view content, bool sync);

}  // namespace runner
