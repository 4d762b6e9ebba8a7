#include "use/table_cells.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/sources/csv.h"

// All that this folder knows of how tables are read.

namespace runner {

namespace {

constexpr std::size_t largest_input = std::size_t{8} << 30U;  // bytes

char delimiter_of(const DataConfig& data) {
  const auto* csv = dynamic_cast<const CsvConfig*>(&data);
  return csv ? csv->delimiter.front() : ',';
}

}  // namespace

TableCells::TableCells(const DataConfig& trained_on, CsvMistakes& mistakes)
    : source_(mistakes.source()), reader_(delimiter_of(trained_on), mistakes) {
  if (mistakes.any() || !reader_.next(headings_)) return;
  for (const CsvCell& cell : headings_) header_.emplace_back(cell.text);
  const std::size_t width = header_.size();
  const auto most = static_cast<std::int64_t>(reader_.most_records(width) * width);
  require_memory(product_of_sizes({most, static_cast<std::int64_t>(sizeof(CsvCell))}));
  std::vector<CsvCell> record;
  while (reader_.next(record, width + 1)) {
    look_at_stop();
    const std::size_t count = reader_.cell_count();
    if (count != width) {
      mistakes.add(
          count > width ? record[width] : record.back(),
          fmt::format("row {}: {} cells, but the header names {} columns", rows() + 1, count, width));
      continue;
    }
    cells_.insert(cells_.end(), record.begin(), record.begin() + static_cast<std::ptrdiff_t>(width));
  }
}

SourcePtr read_table_source(const std::filesystem::path& file) {
  auto source = std::make_shared<Source>();
  source->name = file.string();
  source->text = read_maybe_gzip(file, largest_input);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (source->text.starts_with(byte_order_mark)) source->text.erase(0, byte_order_mark.size());
  return source;
}

bool is_missing_cell(const DataConfig& /*trained_on*/, std::string_view text) {
  return text.empty() || text == "NA" || text == "?" || (text.size() == 3 && lower_case(text) == "nan");
}

}  // namespace runner
