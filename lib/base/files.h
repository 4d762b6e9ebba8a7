#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/diagnostics.h"

namespace runner {

/// The whole file as bytes. Throws std::runtime_error with the path and the system's reason.
/// A file over `limit` bytes (and anything but a regular file) is refused with a reason.
std::string read_file(const std::filesystem::path& path, std::size_t limit);

/// The content of a file, unpacked where it is gzip; `limit` holds for the unpacked size. Throws
/// std::runtime_error, and TooLargeForMemory before anything of that size is allocated.
std::string unpack_gzip(const std::filesystem::path& path, std::string content, std::size_t limit);

/// As `read_file`, and unpacked when the content is gzip.
std::string read_maybe_gzip(const std::filesystem::path& path, std::size_t limit);

/// Unpacks raw deflate data, as ZIP files have it, that must come to `size` bytes. Throws std::runtime_error
/// with the reason; what is allocated grows with what is really there.
std::string inflate_exactly(std::string_view packed, std::size_t size);

/// Writes a file whole: into a private file in the same folder, flushed to disk, then renamed over `path`.
/// A reader sees the old content or the new one. Throws std::runtime_error; leaves nothing behind.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// A name that no other process or thread uses: host, pid, a random number and a counter.
std::string private_name();

/// XXH3 (128 bit) of the bytes as 32 hexadecimal digits.
std::string hash_text(std::string_view bytes);

/// That of a file's bytes, of which few are in memory at a time. Throws as `read_file` does.
std::string hash_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace runner
