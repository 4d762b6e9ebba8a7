#include "data/data_files.h"

#include <limits>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files.h"

namespace runner {

const std::string& DataFiles::hash(const std::filesystem::path& path) {
  const auto [entry, added] = hashes_.try_emplace(path);
  if (!added) return entry->second;
  try {
    entry->second = read_hash(path);
  } catch (const FileError& error) {
    if (error.trouble() == FileTrouble::unreadable) throw;
    refused_[path] = error.what();
  }
  return entry->second;
}

std::string DataFiles::read_hash(const std::filesystem::path& path) {
  std::error_code unknown;  // then reading it says why
  if (const auto size = std::filesystem::file_size(path, unknown); !unknown && size > room_)
    return hash_file(path);
  std::string content = read_file(path, std::numeric_limits<std::int64_t>::max());
  std::string hash = hash_text(content);
  if (content.size() <= room_) {
    room_ -= content.size();
    contents_[path] = std::move(content);
  }
  return hash;
}

std::string DataFiles::take(const std::filesystem::path& path, std::size_t limit) {
  // What has no hash must not be loaded: the run's identity would not know of it.
  if (const auto refused = refused_.find(path); refused != refused_.end())
    throw std::runtime_error(refused->second);
  auto kept = contents_.extract(path);
  if (kept.empty()) return read_maybe_gzip(path, limit);
  room_ += kept.mapped().size();
  return unpack_gzip(path, std::move(kept.mapped()), limit);
}

}  // namespace runner
