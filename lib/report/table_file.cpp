#include "report/table_file.h"

#include "base/stop.h"

namespace runner {

void TableFile::end_row() {
  csv_.end_row();
  ++rows_;
  constexpr std::size_t buffer_size = 1U << 16U;  // bytes
  if (csv_.content().size() < buffer_size) return;
  look_at_stop();
  file_.file().write(csv_.content());
  csv_.clear();
}

void TableFile::commit() {
  file_.file().write(csv_.content());
  csv_.clear();
  file_.commit();
}

}  // namespace runner
