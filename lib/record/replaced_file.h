#pragma once

#include <filesystem>
#include <memory>

#include "record/output_file.h"

namespace runner {

/// A file that takes its place only when it is whole: until then it is a locked private one beside it. Throws
/// std::runtime_error; without `commit` nothing is left behind.
class ReplacedFile {
 public:
  explicit ReplacedFile(const std::filesystem::path& path);
  ~ReplacedFile();
  ReplacedFile(const ReplacedFile&) = delete;
  ReplacedFile& operator=(const ReplacedFile&) = delete;

  OutputFile& file() { return *file_; }
  /// Of the private file, for a library that opens it itself.
  const std::filesystem::path& private_path() const { return private_; }

  /// Replaces what was at `path`, flushed to disk. Readers see the old file or the new one.
  void commit();

 private:
  std::filesystem::path path_, private_;
  std::unique_ptr<OutputFile> file_;
};

}  // namespace runner
