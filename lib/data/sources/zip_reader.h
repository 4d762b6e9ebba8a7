#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// The members of a ZIP file in memory, stored or deflated, without ZIP64 and encryption. Every function
/// throws std::runtime_error with what is wrong. Source: PKWARE, .ZIP File Format Specification 6.3.10.
class ZipReader {
 public:
  /// `bytes` must outlive the reader.
  explicit ZipReader(std::string_view bytes);

  const std::vector<std::string>& names() const { return names_; }
  /// The content of the i-th member, whose size and checksum are what the directory says.
  std::string read(std::size_t i) const;

  /// Where the i-th member's content stands, and what it is.
  struct Packed {
    std::string_view bytes;
    bool deflated;  ///< else stored as it is
    std::uint64_t size, checksum;
  };
  Packed packed(std::size_t i) const;

 private:
  struct Member {
    std::uint64_t flags, method, checksum, packed, unpacked, offset;
  };
  std::string_view packed_bytes(const Member& member) const;

  std::string_view bytes_;
  std::vector<std::string> names_;
  std::vector<Member> members_;
};

}  // namespace runner
