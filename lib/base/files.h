#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"

namespace runner {

/// Why a file can't be read.
enum class FileTrouble {
  absent,     ///< there is none
  unfit,      ///< it is no regular file, or over the limit: nothing that could be read
  forbidden,  ///< whoever reads may not
  unreadable  ///< there may be a good one: the disk, memory or descriptors fail
};

/// Says "cannot read 'PATH': the system's reason".
class FileError : public std::runtime_error {
 public:
  FileError(const std::string& message, FileTrouble trouble) : runtime_error(message), trouble_(trouble) {}
  FileTrouble trouble() const { return trouble_; }

 private:
  FileTrouble trouble_;
};

/// The error for a file that could not be opened, read or looked at.
FileError reading_error(const std::filesystem::path& path, int error);

/// True where something is there, whatever it is. Throws FileError where that can't be told.
bool is_there(const std::filesystem::path& path);

/// What is in a folder; empty where there is no such folder. Throws FileError where that can't be told.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder);

/// The whole file as bytes. Throws FileError: a file over `limit` bytes (and anything but a regular file) is
/// refused with a reason.
std::string read_file(const std::filesystem::path& path, std::size_t limit);

/// The content of a file, unpacked where it is gzip; `limit` holds for the unpacked size. Throws
/// std::runtime_error, and TooLargeForMemory before anything of that size is allocated.
std::string unpack_gzip(const std::filesystem::path& path, std::string content, std::size_t limit);

/// Unpacks raw deflate data, as ZIP files have it, that must come to `size` bytes. Throws std::runtime_error
/// with the reason; what is allocated grows with what is really there.
std::string inflate_exactly(std::string_view packed, std::size_t size);

/// Reads a regular file from its begin, piece by piece. Throws FileError.
class FileReader {
 public:
  explicit FileReader(const std::filesystem::path& path,
                      std::size_t limit = std::numeric_limits<std::int64_t>::max());
  ~FileReader();
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  std::size_t size() const { return size_; }  ///< in bytes, when it was opened
  /// The next bytes, `most` at most; none at the end.
  std::size_t read(char* to, std::size_t most);

 private:
  std::filesystem::path path_;
  std::size_t limit_, size_ = 0, read_ = 0;
  int fd_;
};

/// Writes a file whole: into a private file in the same folder, flushed to disk, then renamed over `path`.
/// A reader sees the old content or the new one. The private file is locked while it is one. Throws
/// std::runtime_error; leaves nothing behind.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// A name that no other process or thread uses: host, pid, a random number and a counter.
std::string private_name();

/// The name of a file beside `path` that is this process's alone while it is written and locked.
std::filesystem::path private_file_beside(const std::filesystem::path& path);

/// XXH3 (128 bit) of bytes that come piece by piece.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void add(std::string_view bytes);
  std::string digits() const;  ///< of all so far, as `hash_text` has them

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// XXH3 (128 bit) of the bytes as 32 hexadecimal digits.
std::string hash_text(std::string_view bytes);

/// That of a file's first `size` bytes, of which few are in memory at a time; of fewer where it is shorter.
/// Throws as `read_file` does.
std::string hash_file(const std::filesystem::path& path,
                      std::uint64_t size = std::numeric_limits<std::uint64_t>::max());

}  // namespace runner
