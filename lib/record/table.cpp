#include "record/table.h"

namespace runner {
namespace {

struct CellWriter {
  CsvWriter& csv;
  void operator()(std::monostate) const { csv.blank(); }
  void operator()(std::string_view text) const { csv.text(text); }
  void operator()(std::int64_t count) const { csv.integer(count); }
  void operator()(double number) const { csv.number(number); }
  void operator()(Digits digits) const { csv.text(digits.text); }
};

}  // namespace

void add_cell(CsvWriter& csv, const Cell& cell) {
  std::visit(CellWriter{csv}, cell.value());
}

}  // namespace runner
