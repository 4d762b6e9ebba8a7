#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace runner {

/// Bytes that come piece by piece.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// The next bytes, one at least and `most` at most; 0 at the end. Throws std::runtime_error.
  virtual std::size_t read(char* to, std::size_t most) = 0;
  /// How many there are in all, about; 0 where that is not known.
  virtual std::uint64_t size() const { return 0; }
};
using ByteStreamPtr = std::unique_ptr<ByteStream>;

/// The bytes of a text. Memory that was read is given back.
ByteStreamPtr stream_of(std::string content);

/// The stream with what was taken from its begin in front again.
ByteStreamPtr put_back(std::string begin, ByteStreamPtr rest);

/// Up to `count` bytes; fewer at the end.
std::string read_up_to(ByteStream& bytes, std::size_t count);

/// What gzip data holds, one member after the other. `path` is named in errors.
ByteStreamPtr gzip_content(const std::filesystem::path& path, ByteStreamPtr packed);

/// What raw deflate data holds, as ZIP files have it; checked to be of that size and CRC-32.
ByteStreamPtr deflated_content(const std::filesystem::path& path, ByteStreamPtr packed, std::uint64_t size,
                               std::uint64_t checksum);

}  // namespace runner
