#include "record/replaced_file.h"

#include <fmt/format.h>

#include <stdexcept>
#include <system_error>

#include "base/files.h"

namespace runner {

ReplacedFile::ReplacedFile(const std::filesystem::path& path) : path_(path) {
  do {  // until it is ours: another process may take it for one that was left
    private_ = private_file_beside(path);
    file_ = std::make_unique<OutputFile>(private_, path);
  } while (!file_->own());
}

ReplacedFile::~ReplacedFile() {
  std::error_code ignored;  // after a commit it is gone
  std::filesystem::remove(private_, ignored);
}

void ReplacedFile::commit() {
  file_->sync();
  std::error_code error;  // still locked: nobody clears it away
  std::filesystem::rename(private_, path_, error);
  if (error) throw std::runtime_error(fmt::format("cannot write '{}': {}", path_.string(), error.message()));
}

}  // namespace runner
