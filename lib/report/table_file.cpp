#include "report/table_file.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/files.h"
#include "base/stop.h"

namespace runner {

TableFile::TableFile(const std::filesystem::path& path) : path_(path) {
  do {  // until it is ours: another process may take it for one that was left
    temporary_ = private_file_beside(path);
    file_ = std::make_unique<OutputFile>(temporary_, path);
  } while (!file_->own());
}

TableFile::~TableFile() {
  std::error_code ignored;  // after a commit it is gone
  std::filesystem::remove(temporary_, ignored);
}

void TableFile::end_row() {
  csv_.end_row();
  ++rows_;
  constexpr std::size_t buffer_size = 1U << 16U;  // bytes
  if (csv_.content().size() < buffer_size) return;
  look_at_stop();
  file_->write(csv_.content());
  csv_.clear();
}

void TableFile::commit() {
  file_->write(csv_.content());
  csv_.clear();
  file_->sync();
  std::error_code error;  // still locked: nobody clears it away
  std::filesystem::rename(temporary_, path_, error);
  if (error) {
    throw std::runtime_error(fmt::format("cannot write '{}': {}", path_.string(), error.message()));
  }
}

}  // namespace runner
