#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "data/byte_stream.h"

namespace runner {

/// The files of data sources. A run's identity needs the content of a file before anything is loaded: what
/// was read for it is kept until a source takes it, so that a small file is read once. What is trained on is
/// what was hashed: a file that is read again must not have changed.
class DataFiles {
 public:
  /// Content of at most `most_kept` bytes in all is kept. A file beyond that is hashed piece by piece, and
  /// read again when it is loaded.
  explicit DataFiles(std::size_t most_kept = std::size_t{256} << 20U) : room_(most_kept) {}

  /// Of the file as it is on the disk. Empty where there is none that may be read: then `take` says why.
  /// Throws FileError where there may be a good one that can't be read now.
  /// Where it may be a folder, it is of the names and contents of all files in that (`files_below`).
  const std::string& hash(const std::filesystem::path& path, bool may_be_folder = false);

  /// What the hash of a file is that is not there: who knows it from before need not have the file.
  void know(const std::filesystem::path& path, std::string hash) { hashes_[path] = std::move(hash); }
  /// Of every file that was asked for.
  const std::map<std::filesystem::path, std::string>& hashes() const { return hashes_; }

  /// The content, unpacked where it is gzip and then of at most `limit` bytes. What was kept is given away:
  /// who takes a file a second time, for another data set, has it read again. Throws std::runtime_error.
  std::string take(const std::filesystem::path& path, std::size_t limit);

  /// The content as it is, piece by piece; what was kept is given away. Throws std::runtime_error, at the end
  /// where the content is not what was hashed.
  ByteStreamPtr open(const std::filesystem::path& path);

 private:
  std::string read_hash(const std::filesystem::path& path);
  std::string folder_hash(const std::filesystem::path& folder);
  std::string known_hash(const std::filesystem::path& path) const;
  void check_readable(const std::filesystem::path& path) const;

  std::size_t room_;
  std::map<std::filesystem::path, std::string> hashes_, contents_;
  std::map<std::filesystem::path, std::string> inside_;   // hashes of the files of folders
  std::map<std::filesystem::path, std::string> refused_;  // why
};

/// The files of a folder and of those in it, relative to it and in the order of their names' bytes; what
/// begins with a dot is none of them. Throws FileError.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);

}  // namespace runner
