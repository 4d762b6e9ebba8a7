#include "data/data_files.h"

#include <fmt/format.h>

#include <limits>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files.h"

namespace runner {

namespace {

[[noreturn]] void fail_changed(const std::filesystem::path& path) {
  throw std::runtime_error(
      fmt::format("cannot read '{}': it has changed while it was in use; start again", path.string()));
}

/// A file that is read again, and must come to the same hash, if one is known.
class RereadStream final : public ByteStream {
 public:
  RereadStream(const std::filesystem::path& path, std::string hash)
      : path_(path), hash_(std::move(hash)), file_(path) {}

  std::size_t read(char* to, std::size_t most) override {
    const std::size_t count = file_.read(to, most);
    if (hash_.empty()) return count;
    hasher_.add({to, count});
    if (count == 0 && hasher_.digits() != hash_) fail_changed(path_);
    return count;
  }
  std::uint64_t size() const override { return file_.size(); }

 private:
  std::filesystem::path path_;
  std::string hash_;
  FileReader file_;
  Hasher hasher_;
};

}  // namespace

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

std::string DataFiles::known_hash(const std::filesystem::path& path) const {
  const auto found = hashes_.find(path);
  return found == hashes_.end() ? "" : found->second;
}

void DataFiles::check_readable(const std::filesystem::path& path) const {
  // What has no hash must not be loaded: the run's identity would not know of it.
  if (const auto refused = refused_.find(path); refused != refused_.end())
    throw std::runtime_error(refused->second);
}

std::string DataFiles::take(const std::filesystem::path& path, std::size_t limit) {
  check_readable(path);
  auto kept = contents_.extract(path);
  if (kept.empty()) {
    std::string content = read_file(path, limit);
    if (const std::string hash = known_hash(path); !hash.empty() && hash_text(content) != hash)
      fail_changed(path);
    return unpack_gzip(path, std::move(content), limit);
  }
  room_ += kept.mapped().size();
  return unpack_gzip(path, std::move(kept.mapped()), limit);
}

ByteStreamPtr DataFiles::open(const std::filesystem::path& path) {
  check_readable(path);
  auto kept = contents_.extract(path);
  if (kept.empty()) return std::make_unique<RereadStream>(path, known_hash(path));
  room_ += kept.mapped().size();
  return stream_of(std::move(kept.mapped()));
}

}  // namespace runner
