// The directory at the end of a ZIP file names the parts. Source: PKWARE, APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12
// and 4.3.16; those that libxlsxwriter writes have no comments and are small enough for the 32-bit form.
#include "workbook/packed_parts.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/files.h"

namespace runner {
namespace {

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  if (at > bytes.size() || bytes.size() - at < size) throw std::runtime_error("cut off");
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string_view piece(std::string_view bytes, std::size_t at, std::size_t size) {
  if (at > bytes.size() || bytes.size() - at < size) throw std::runtime_error("cut off");
  return bytes.substr(at, size);
}

/// `entry`: of the directory.
std::string unpacked(std::string_view file, std::size_t entry) {
  const std::size_t packed_size = number_at(file, entry + 20, 4), size = number_at(file, entry + 24, 4);
  const std::size_t at = number_at(file, entry + 42, 4);
  const std::size_t begin = at + 30 + number_at(file, at + 26, 2) + number_at(file, at + 28, 2);
  const std::string_view packed = piece(file, begin, packed_size);
  const bool is_deflated = number_at(file, entry + 10, 2) == 8;
  return is_deflated ? inflate_exactly(packed, size) : std::string(packed);
}

/// Whether what stands last ends the element that stands first, behind the declaration.
bool is_whole_element(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::size_t declared = text.find("?>");
  const std::size_t first = text.find('<', declared == std::string_view::npos ? 0 : declared);
  if (first == std::string_view::npos) return false;
  const std::string_view root = text.substr(first + 1, text.find_first_of(" />", first) - first - 1);
  if (text.rfind('<') == first) return text.ends_with("/>");
  return text.ends_with(std::string("</").append(root).append(">"));
}

/// The rows of a sheet come from a temporary file that the library reads back without looking whether it
/// could; the sheet's dimension, "A1:L6", it knows by itself.
bool has_last_row(std::string_view text) {
  constexpr std::string_view before = "<dimension ref=\"", digits = "0123456789";
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return true;  // no sheet
  const std::size_t end = text.find('"', begin + before.size());
  if (end == std::string_view::npos) return false;
  const std::string_view range = text.substr(0, end);
  if (range.ends_with("\"A1")) return true;  // an empty sheet has no other
  const std::string_view last = range.substr(range.find_last_not_of(digits) + 1);
  return text.find(std::string("<row r=\"").append(last).append("\"")) != std::string_view::npos;
}

void check_parts(std::string_view file) {
  constexpr std::size_t end_size = 22;
  if (file.size() < end_size) throw std::runtime_error("cut off");
  const std::size_t end = file.size() - end_size;
  if (piece(file, end, 4) != "PK\x05\x06") throw std::runtime_error("no directory");
  std::size_t entry = number_at(file, end + 16, 4);
  for (std::uint32_t left = number_at(file, end + 10, 2); left > 0; --left) {
    const std::string part(unpacked(file, entry));
    if (!is_whole_element(part) || !has_last_row(part)) throw std::runtime_error("cut off");
    entry +=
        46 + number_at(file, entry + 28, 2) + number_at(file, entry + 30, 2) + number_at(file, entry + 32, 2);
  }
}

}  // namespace

bool are_parts_whole(const std::filesystem::path& file) {
  const std::string content = read_file(file, std::numeric_limits<std::int64_t>::max());
  try {
    check_parts(content);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace runner
