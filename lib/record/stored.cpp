#include "record/stored.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/files.h"

namespace runner {
namespace {

[[noreturn]] void tell(const std::filesystem::path& file, const FileError& error) {
  if (error.trouble() == FileTrouble::absent)
    throw Damage(fmt::format("{} is missing", file.filename().string()));
  if (error.trouble() == FileTrouble::unfit) throw Damage(error.what());
  throw error;
}

}  // namespace

void check_format(std::int64_t format, const std::filesystem::path& file) {
  if (format <= folder_format) return;
  throw LaterFormat(
      fmt::format("'{}' has results format {}, and this version of runner knows {} and "
                  "before: use the version that wrote it, or another folder (--results)",
                  file.string(), format, folder_format));
}

bool has_only(const Node& file, std::span<const std::string_view> keys) {
  return std::ranges::all_of(file.entries(), [&](const Node::Entry& entry) {
    return std::ranges::find(keys, std::string_view(entry.key)) != keys.end();
  });
}

std::string read_stored(const std::filesystem::path& file, std::size_t limit) {
  try {
    return read_file(file, limit);
  } catch (const FileError& error) {
    tell(file, error);
  }
}

std::uint64_t size_of_stored(const std::filesystem::path& file) {
  try {
    return FileReader(file).size();
  } catch (const FileError& error) {
    tell(file, error);
  }
}

std::string hash_stored(const std::filesystem::path& file, std::uint64_t size) {
  try {
    return hash_file(file, size);
  } catch (const FileError& error) {
    tell(file, error);
  }
}

std::string hash_stored(const std::filesystem::path& file) {
  return hash_stored(file, std::numeric_limits<std::uint64_t>::max());
}

}  // namespace runner
