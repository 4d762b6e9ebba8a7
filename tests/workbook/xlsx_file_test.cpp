#include "workbook/xlsx_file.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <limits>
#include <new>
#include <stdexcept>

#include "base/stop.h"
#include "base/text.h"
#include "support/temporary_folder.h"
#include "workbook/own_process.h"
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
  const auto write = [&](const std::string& name) {
    write_xlsx(folder.path() / name, "a & b", [](XlsxFile& file) {
      Sheet sheet(file, "one");
      sheet.text(0, 0, "<text> \x1b \"&\"", CellStyle::heading);
      sheet.number(1, 0, 0.1, CellStyle::decimals);
      sheet.number(1, 1, std::numeric_limits<double>::quiet_NaN(), CellStyle::decimals);
      sheet.number(1, 2, std::numeric_limits<double>::infinity(), CellStyle::decimals);
    });
    return text_of(folder.path() / name);
  };
  const std::string first = write("a.xlsx");
  CHECK(first == write("b.xlsx"));
  CHECK(are_parts_whole(folder.path() / "a.xlsx"));
  const auto fails = [](XlsxFile&) { throw std::runtime_error("no"); };
  const std::string path = (folder.path() / "a.xlsx").string();
  CHECK_THROWS_WITH(write_xlsx(path, "", fails), ("cannot write '" + path + "': no").c_str());
  CHECK(names_in(folder.path()) == std::vector<std::string>{"a.xlsx", "b.xlsx"});
}

TEST_CASE("a packed file that lacks its end, or a part of it, is not whole") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "a.xlsx";
  write_xlsx(path, "", [](XlsxFile& file) { Sheet sheet(file, "one"); });
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

TEST_CASE("what ends a process of its own is told, and ends no other") {
  CHECK_NOTHROW(in_own_process([] {}));
  CHECK_THROWS_WITH(in_own_process([] { throw std::runtime_error("its reason"); }), "its reason");
  CHECK_THROWS_AS(in_own_process([] { throw std::bad_alloc(); }), std::bad_alloc);
  CHECK_THROWS_AS(in_own_process([] { throw Interrupted(); }), Interrupted);
  CHECK_THROWS_WITH(in_own_process([] { std::raise(SIGKILL); }),
                    "the process that writes it was ended by signal 9: not enough memory?");
  CHECK_THROWS_AS(in_own_process([] { std::fputs("[ERROR][x.c:1]: Memory allocation failed.\n", stderr); }),
                  std::bad_alloc);
  CHECK_THROWS_WITH(in_own_process([] { std::fputs("[ERROR] something\nelse\n", stderr); }),
                    "[ERROR] something");
}

// A sweep that was killed fifty times kept a file: the process that was writing it held its lock a while
// longer.
TEST_CASE("a process of its own ends with the one that began it") {
  std::array<int, 2> ends = {};
  REQUIRE(::pipe(ends.data()) == 0);
  const pid_t began = ::fork();
  REQUIRE(began >= 0);
  if (began == 0) {
    ::close(ends[0]);
    in_own_process([&] {
      (void)!::write(ends[1], "x", 1);
      constexpr unsigned longer_than_the_test = 60;
      ::sleep(longer_than_the_test);
    });
    ::_exit(0);
  }
  ::close(ends[1]);
  char byte = 0;
  REQUIRE(::read(ends[0], &byte, 1) == 1);  // it works
  ::kill(began, SIGKILL);
  ::waitpid(began, nullptr, 0);
  const auto ended = ::alarm(30);         // else it would hold its end for a minute
  CHECK(::read(ends[0], &byte, 1) == 0);  // nobody holds the other end
  ::alarm(ended);
  ::close(ends[0]);
}
