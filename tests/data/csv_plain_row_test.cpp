#include "data/sources/csv_plain_row.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <random>

#include "data/sources/csv_numbers.h"
#include "data/sources/csv_reader.h"
#include "support.h"

using namespace runner;

namespace {

const std::string behind(64, '9');  // a text goes on behind a row

CsvPlainRow two_cells(char delimiter = ',', char decimal = '.') {
  return {{{true, 0, decimal}, {true, 1, decimal}}, delimiter, ""};
}

std::uint64_t bits_of(double value) {
  return std::bit_cast<std::uint64_t>(value);
}

/// Whether the row is read at once and as CsvParser and `read_plain_number` do; 0 where it is left to them.
int agrees(const std::string& row, const CsvPlainRow& how) {
  std::array<double, 2> values{};
  const std::string text = row + behind;
  const std::size_t length = read_plain_row(text, how, values.data());
  if (length == 0) return 0;
  CsvParser parser({how.delimiter, false, how.comment});
  std::vector<CsvCell> cells;
  if (parser.next(text, false, cells, 3) != CsvParser::Found::record || parser.used() != length) return -1;
  if (cells.size() != 2 || parser.begin() != 0) return -1;
  for (std::size_t i = 0; i < 2; ++i) {
    double value = 0;
    const auto& cell = how.cells[i];
    if (!cell.is_read) continue;
    if (!read_plain_number(cells[i].text, cell.decimal, value) || !std::isfinite(value)) return -1;
    if (bits_of(value) != bits_of(values[cell.to])) return -1;
  }
  return 1;
}

}  // namespace

TEST_CASE("numbers as they are written most are read at once, to the same bits") {
  for (const std::string number : {"0",
                                   "-0",
                                   "7",
                                   "-7",
                                   "0.1",
                                   "-0.1",
                                   ".5",
                                   "-.5",
                                   "5.",
                                   "1234567",
                                   "12345678",
                                   "123456789012",
                                   "0.12345678",
                                   "0.123456789",
                                   "-1234.5678901234",
                                   "0.1234567890123456",
                                   "0.12345678901234567",
                                   "9007199254740992",
                                   "9007199254740993",
                                   "1e5",
                                   "-1.5E-3",
                                   "+1",
                                   "+0.5",
                                   "0000001.5",
                                   "00000000000000000000000001.5",
                                   "1e308",
                                   "123456789012345678901234567890.5",
                                   "4.9e-324",
                                   "0.30000000000000004"}) {
    CAPTURE(number);
    CHECK(agrees(number + "," + number + "\n", two_cells()) == 1);
    CHECK(agrees(number + "," + number + "\r\n", two_cells()) == 1);
  }
  CHECK(agrees("1,5;-2,25\n", two_cells(';', ',')) == 1);
  CHECK(agrees("1.5\t-2.25\n", two_cells('\t')) == 1);
  CHECK(agrees("any,1\n", {{{}, {true, 0, '.'}}, ',', ""}) == 1);
  CHECK(agrees("1,any\r\n", {{{true, 0, '.'}, {}}, ',', ""}) == 1);
  CHECK(agrees("1,\n", {{{true, 0, '.'}, {}}, ',', ""}) == 1);
}

TEST_CASE("whatever else a row may be is left to the parser") {
  for (const std::string row :
       {"",          "\n",        "\r\n",      "1\n",      "1,2,3\n", "1,2,\n",  ",2\n",
        "1,\n",      "\"1\",2\n", "1,\"2\"\n", "NA,1\n",   "nan,1\n", "inf,1\n", "1e309,1\n",
        "1 ,2\n",    " 1,2\n",    "1,2 \n",    "-,1\n",    ".,1\n",   "-.,1\n",  "--1,1\n",
        "1.2.3,1\n", "1-2,1\n",   "1\r,2\n",   "1,2\r3\n", "0x1,2\n", "1;2\n",   "1\n2,3\n"}) {
    CAPTURE(row);
    CHECK(agrees(row, two_cells()) == 0);
  }
  CsvPlainRow with_comment = two_cells();
  with_comment.comment = "1";
  CHECK(agrees("1,2\n", with_comment) == 0);
  CHECK(agrees("2,1\n", with_comment) == 1);
  CHECK(agrees("\"a,1\n", {{{}, {true, 0, '.'}}, ',', ""}) == 0);

  std::array<double, 2> values{};  // a number at a text's end may go on behind it
  CHECK(read_plain_row("1,2\n", two_cells(), values.data()) == 0);
}

TEST_CASE("rows of any characters are read as the parser reads them") {
  std::mt19937 random(1);
  constexpr std::string_view usual = "0123456789012345678901234567890123456789..,,-\n",
                             all = "0123456789.,-+eE\r\n \"x;";
  int read = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string_view from = i % 2 == 0 ? usual : all;
    std::string row;
    for (std::size_t size = random() % 24; size > 0; --size) row += from[random() % from.size()];
    const int agreed = agrees(row + "\n", two_cells());
    read += agreed;
    if (agreed < 0) FAIL(row);
  }
  CHECK(read > 10'000);
}

TEST_CASE("a table is the same one, and its mistakes too, whichever way its rows are read") {
  // A quote leaves a row to the parser. Two thousand rows, so that most have a text behind them.
  struct Case {
    std::string options, odd;  // one row in between
    bool good;
  };
  const std::vector<Case> cases = {{", exclude: [c]", "1,2,text,4", true},
                                   {", missing: drop", "1,,3,4", true},
                                   {", missing: drop, split: {validation: 0.3, test: 10}", "NA,,3,4", true},
                                   {", missing: mean", "?,2,3,4", true},
                                   {"", "\r\n", true},
                                   {"", "1,2,oops,4", false},
                                   {"", "1,2,3,4,5", false},
                                   {"", "1,2,3,1e400", false}};
  for (const Case& each : cases) {
    CAPTURE(each.options);
    CAPTURE(each.odd);
    const auto read = [&](const std::string& quote) {
      std::string table = "a,b,c,y\n";
      for (int row = 0; row < 2000; ++row) {
        table += fmt::format("{0}{1}{0},{2},-{1}.25,{3}e-1{4}\n", quote, row, row % 7, row % 11,
                             row % 3 == 0 ? "\r" : "");
        if (row == 1500) table += each.odd + "\n";
      }
      return prepare_csv(table, TargetKind::values, each.options);
    };
    const Prepared at_once = read(""), by_parser = read("\"");
    CHECK(at_once.parts.has_value() == each.good);
    REQUIRE(by_parser.parts.has_value() == each.good);
    if (!each.good) {
      CHECK(at_once.messages.starts_with("t.csv:1503:"));
      CHECK(at_once.messages == by_parser.messages);
      continue;
    }
    for (const auto part : {&DataParts::train, &DataParts::validation, &DataParts::test}) {
      const Dataset &one = (*at_once.parts).*part, &other = (*by_parser.parts).*part;
      CHECK(one.rows == other.rows);
      CHECK(one.features == other.features);
      CHECK(one.targets == other.targets);
      CHECK(one.source_rows == other.source_rows);
    }
  }
}
