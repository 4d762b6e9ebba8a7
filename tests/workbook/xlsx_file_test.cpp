#include "workbook/xlsx_file.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/text.h"
#include "support/temporary_folder.h"
#include "workbook/packed_parts.h"
#include "workbook/sheet.h"

using namespace runner;

TEST_CASE("a sheet gets a name that spreadsheets take, and none has it twice") {
  struct Case {
    const char *wanted, *name;
  };
  const std::string long_name(40, 'a');
  const std::vector<Case> cases = {
      {"val_loss", "val_loss"},
      {"VAL_LOSS", "VAL_LOSS 2"},
      {"a[b]:c*d?e/f\\g", "a_b__c_d_e_f_g"},
      {"'quoted'", "_quoted_"},
      {"", "_"},
      {"", "_ 2"},
      {"\x1b[1m", "_x1b_1m"},
      {long_name.c_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {long_name.c_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa 2"},
      {"äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü", "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüä"},
      {"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"},
  };
  std::set<std::string> taken;
  for (const auto& [wanted, name] : cases) CHECK(sheet_name(wanted, taken) == name);
}

TEST_CASE("a cell's text is one that a file may have") {
  CHECK(cell_text("=1+1") == "=1+1");
  CHECK(cell_text("two\nlines, a \x1b and \u202e") == "two\nlines, a \x1b and \u202e");
  CHECK(cell_text("cut \xc3") == "cut \\xc3");
  CHECK(cell_text("no character: \xEF\xBF\xBF") == "no character: \xEF\xBF\xBD");
  CHECK(cell_text(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(character_count(cell_text(std::string(40'000, 'x'))) == 32'767);
  CHECK(cell_text(std::string(40'000, 'x')).ends_with("x…"));
  CHECK(cell_text(std::string(32'767, 'x')) == std::string(32'767, 'x'));
}

TEST_CASE("numbers show as their column is") {
  const Column loss = loss_column(Part::val);
  CHECK(number_style(loss, 0.25) == CellStyle::decimals);
  CHECK(number_style(loss, 0) == CellStyle::decimals);
  CHECK(number_style(loss, -1e-9) == CellStyle::scientific);
  CHECK(number_style(loss, 1e6) == CellStyle::scientific);
  CHECK(number_style({.name = "epoch", .role = Role::counter}, 5) == CellStyle::whole);
  CHECK(number_style({.name = "lr", .role = Role::rate}, 1e-9) == CellStyle::general);
  CHECK(number_style({.name = "seconds", .role = Role::time, .unit = "s"}, 5) == CellStyle::seconds);
}

TEST_CASE("a workbook takes its place when it is whole, with the same bytes for the same content") {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, bool is_large) {
    XlsxFile file(folder.path() / name, "a & b", is_large);
    Sheet sheet(file, "one");
    sheet.text(0, 0, "<text> \x1b \"&\"", CellStyle::heading);
    sheet.number(1, 0, 0.1, CellStyle::decimals);
    sheet.number(1, 1, std::numeric_limits<double>::quiet_NaN(), CellStyle::decimals);
    sheet.number(1, 2, std::numeric_limits<double>::infinity(), CellStyle::decimals);
    CHECK_FALSE(std::filesystem::exists(folder.path() / name));
    file.commit();
    return text_of(folder.path() / name);
  };
  for (const bool is_large : {false, true}) {
    const std::string first = write(is_large ? "a.xlsx" : "b.xlsx", is_large);
    CHECK(first == write(is_large ? "c.xlsx" : "d.xlsx", is_large));
    CHECK(are_parts_whole(folder.path() / (is_large ? "a.xlsx" : "b.xlsx")));
  }
  {
    XlsxFile dropped(folder.path() / "a.xlsx", "", false);
    Sheet sheet(dropped, "one");
  }
  CHECK(names_in(folder.path()) == std::vector<std::string>{"a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"});
}

TEST_CASE("a packed file that lacks its end, or a part of it, is not whole") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "a.xlsx";
  XlsxFile file(path, "", false);
  Sheet sheet(file, "one");
  file.commit();
  const std::string whole = text_of(path);
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{10}, std::size_t{0}}) {
    write_text(path, whole.substr(0, size));
    CHECK_FALSE(are_parts_whole(path));
  }
  std::string damaged = whole;
  for (std::size_t i = 60; i < 200; ++i) damaged[i] = 'x';
  write_text(path, damaged);
  CHECK_FALSE(are_parts_whole(path));
}
