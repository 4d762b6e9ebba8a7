#include "data/sources/zip_reader.h"

#include <fmt/format.h>
#include <zlib.h>

#include <stdexcept>

#include "base/files.h"
#include "data/sources/number_array.h"

// A ZIP file is read from its end, where the directory is: sizes before a member's content may be 0 where the
// file was written as a stream. Sizes and offsets come from the file, so each is compared with what there is
// before it is used.

namespace runner {

namespace {

constexpr std::string_view directory_end = "PK\5\6", directory_entry = "PK\1\2", local_header = "PK\3\4";
constexpr std::size_t end_size = 22, entry_size = 46, local_size = 30;
constexpr std::uint64_t in_zip64 = 0xFFFFFFFF;

[[noreturn]] void fail_damaged() {
  throw std::runtime_error("its ZIP directory is damaged");
}

/// Where the directory's end stands: before a comment of at most 65535 bytes.
std::size_t find_end(std::string_view bytes) {
  const std::size_t at =
      bytes.size() < end_size ? std::string_view::npos : bytes.rfind(directory_end, bytes.size() - end_size);
  if (at == std::string_view::npos)
    throw std::runtime_error("it is no whole ZIP file, as .npz files are: it has no directory at its end");
  return at;
}

}  // namespace

ZipReader::ZipReader(std::string_view bytes) : bytes_(bytes) {
  const std::size_t end = find_end(bytes);
  const std::uint64_t count = unsigned_at(bytes, end + 10, 2);
  std::uint64_t at = unsigned_at(bytes, end + 16, 4);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (at > end || end - at < entry_size || !bytes.substr(at).starts_with(directory_entry)) fail_damaged();
    const auto field = [&](std::size_t offset, std::size_t size) {
      return unsigned_at(bytes, at + offset, size);
    };
    const std::uint64_t name = field(28, 2), rest = field(30, 2) + field(32, 2);
    if (end - at - entry_size < name + rest) fail_damaged();
    names_.emplace_back(bytes.substr(at + entry_size, name));
    members_.push_back({field(8, 2), field(10, 2), field(16, 4), field(20, 4), field(24, 4), field(42, 4)});
    at += entry_size + name + rest;
  }
}

std::string_view ZipReader::packed_bytes(const Member& member) const {
  if (member.packed == in_zip64 || member.unpacked == in_zip64 || member.offset == in_zip64)
    throw std::runtime_error("it is larger than 4 GiB");
  const std::uint64_t size = bytes_.size(), at = member.offset;
  if (at > size || size - at < local_size || !bytes_.substr(at).starts_with(local_header)) fail_damaged();
  const std::uint64_t begin =
      at + local_size + unsigned_at(bytes_, at + 26, 2) + unsigned_at(bytes_, at + 28, 2);
  if (begin > size || size - begin < member.packed) fail_damaged();
  return bytes_.substr(begin, member.packed);
}

ZipReader::Packed ZipReader::packed(std::size_t i) const {
  constexpr std::uint64_t encrypted = 1, stored = 0, deflated = 8;
  const Member& member = members_[i];
  if ((member.flags & encrypted) != 0) throw std::runtime_error("it is encrypted");
  if (member.method != stored && member.method != deflated)
    throw std::runtime_error(
        fmt::format("it is packed by method {}, expected 0 (stored) or 8 (deflated)", member.method));
  return {packed_bytes(member), member.method == deflated, member.unpacked, member.checksum};
}

std::string ZipReader::read(std::size_t i) const {
  const Packed member = packed(i);
  std::string content =
      member.deflated ? inflate_exactly(member.bytes, member.size) : std::string(member.bytes);
  if (content.size() != member.size) fail_damaged();
  const auto* first = reinterpret_cast<const Bytef*>(content.data());
  if (crc32_z(0, first, content.size()) != member.checksum) throw std::runtime_error("its checksum is wrong");
  return content;
}

}  // namespace runner
