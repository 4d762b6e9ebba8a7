#include "data/data_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/folders.h"
#include "base/stop.h"

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

bool is_folder(const std::filesystem::path& path) {
  std::error_code unknown;
  return std::filesystem::is_directory(path, unknown);
}

void add_below(const std::filesystem::path& folder, const std::filesystem::path& relative, int depth,
               std::vector<std::filesystem::path>& found) {
  constexpr int deepest = 32;  // a link may lead back
  int error = 0;
  const auto names = names_in(folder / relative, error);
  if (error != 0) throw reading_error(folder / relative, error);
  for (const std::string& name : names) {
    look_at_stop();
    if (name.front() == '.') continue;
    const std::filesystem::path one = relative / name;
    if (!is_folder(folder / one)) {
      found.push_back(one);
    } else if (depth < deepest) {
      add_below(folder, one, depth + 1, found);
    }
  }
}

}  // namespace

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  add_below(folder, "", 0, found);
  std::ranges::sort(found, {},
                    [](const std::filesystem::path& path) -> const std::string& { return path.native(); });
  return found;
}

const std::string& DataFiles::hash(const std::filesystem::path& path, bool may_be_folder) {
  const auto [entry, added] = hashes_.try_emplace(path);
  if (!added) return entry->second;
  try {
    entry->second = may_be_folder && is_folder(path) ? folder_hash(path) : read_hash(path);
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

std::string DataFiles::folder_hash(const std::filesystem::path& folder) {
  Hasher all;
  for (const std::filesystem::path& file : files_below(folder)) {
    const std::filesystem::path whole = folder / file;
    const std::string hash = read_hash(whole);
    inside_[whole] = hash;
    // A name may hold anything but zero.
    all.add(file.native());
    all.add({"\0", 1});
    all.add(hash);
  }
  return all.digits();
}

std::string DataFiles::known_hash(const std::filesystem::path& path) const {
  const auto found = hashes_.find(path);
  if (found != hashes_.end()) return found->second;
  const auto inside = inside_.find(path);
  return inside == inside_.end() ? "" : inside->second;
}

void DataFiles::check_readable(const std::filesystem::path& path) const {
  // What has no hash must not be loaded: the run's identity would not know of it.
  // Of a folder it has none where one of its files can't be read.
  for (std::filesystem::path at = path;; at = at.parent_path()) {
    if (const auto refused = refused_.find(at); refused != refused_.end())
      throw std::runtime_error(refused->second);
    if (!at.has_relative_path()) return;
  }
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
