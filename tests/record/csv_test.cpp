#include "record/csv.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/text.h"

using namespace runner;

namespace {

std::string written(const std::string& text) {
  CsvWriter csv;
  csv.text(text);
  return csv.content();
}

std::string written(double value) {
  CsvWriter csv;
  csv.number(value);
  return csv.content();
}

}  // namespace

TEST_CASE("a text cell is quoted where it must be and never runs as a formula") {
  struct Case {
    std::string text, cell;
  };
  const Case cases[] = {
      {"Adam lr=0.01", "Adam lr=0.01"},
      {"", ""},
      {"a,b", "\"a,b\""},
      {"he said \"no\"", "\"he said \"\"no\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"a\rb", "\"a\rb\""},
      {"=1+1", "'=1+1"},
      {"+cmd", "'+cmd"},
      {"-x", "'-x"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"=A1,B1", "\"'=A1,B1\""},
      {"-0.5", "-0.5"},
      {"+1e-3", "+1e-3"},
      {"-", "'-"},
      {" =1+1", "' =1+1"},
      {"  -0.5", "'  -0.5"},
      {"\t=1+1", "'\t=1+1"},
      {"\v@x", "'\v@x"},
      {"\n-1+2", "\"'\n-1+2\""},
      {"\tplain", "'\tplain"},
      {"\rplain", "\"'\rplain\""},
      {" plain", " plain"},
      {"  ", "  "},
      {"-inf", "'-inf"},
  };
  for (const Case& c : cases) CHECK(written(c.text) == c.cell);
}

TEST_CASE("a number has the text of number_text, and is blank where it is not finite") {
  for (double value : {0.0, -0.0, 0.1, 1.0, 100000.0, 1e16, 1e-5, 1.0 / 3, 5e-324, 1.7976931348623157e308}) {
    CHECK(written(value) == number_text(value));
    CHECK(written(-value) == number_text(-value));
  }
  CHECK(written(std::nan("")).empty());
  CHECK(written(HUGE_VAL).empty());
  CHECK(written(-HUGE_VAL).empty());
}

TEST_CASE("rows end with a line feed, cells are separated by commas") {
  CsvWriter csv;
  csv.text("a");
  csv.blank();
  csv.integer(std::numeric_limits<std::int64_t>::min());
  csv.end_row();
  csv.blank();
  csv.number(0.5);
  csv.blank();
  csv.end_row();
  CHECK(csv.content() == "a,,-9223372036854775808\n,0.5,\n");
}

TEST_CASE("what was written reads back") {
  const std::vector<std::string> texts = {"plain", "a,b", "\"", "\"\"", "x\ny\r\nz", "", "ü"};
  CsvWriter csv;
  for (int row = 0; row < 2; ++row) {
    for (const auto& text : texts) csv.text(text);
    csv.end_row();
  }
  const auto table = CsvTable::parse(csv.content());
  REQUIRE(table);
  CHECK(table->rows() == 2);
  REQUIRE(table->columns() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK(table->cell(0, i) == texts[i]);
    CHECK(table->cell(1, i) == texts[i]);
  }
}

TEST_CASE("a text that was not written to its end is no table") {
  for (const char* text : {"a,b\n1,2", "a,b\n1\n", "a,b\n1,2,3\n", "a\n\"b", "a\n\"b\"", "a\n\"b\"c\n",
                           "a\nb\"c\n", "a,b\n1,2\n\n"}) {
    CAPTURE(text);
    CHECK_FALSE(CsvTable::parse(text));
  }
  CHECK(CsvTable::parse("")->rows() == 0);
  CHECK(CsvTable::parse("a,b\n1,2\n")->rows() == 2);
}
