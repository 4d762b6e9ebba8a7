#include "report/table_file.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/files.h"
#include "base/stop.h"

namespace runner {

TableFile::TableFile(const std::filesystem::path& path)
    : path_(path),
      temporary_(path.parent_path() / fmt::format(".{}.tmp", private_name())),
      file_(temporary_) {}

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
  file_.write(csv_.content());
  csv_.clear();
}

void TableFile::commit() {
  file_.write(csv_.content());
  csv_.clear();
  file_.close(true);
  std::error_code error;
  std::filesystem::rename(temporary_, path_, error);
  if (error) {
    throw std::runtime_error(fmt::format("cannot write '{}': {}", path_.string(), error.message()));
  }
}

}  // namespace runner
