#include "record/table.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace runner;

namespace {

struct Pupil {
  std::string name;
  std::int64_t age = 0;
  double seconds = 0;
  std::optional<double> mark;
};

TableColumns<Pupil> pupil_columns() {
  return {
      {{.name = "name", .role = Role::key}, [](const Pupil& p) { return Cell(p.name); }},
      {{.name = "age", .role = Role::counter, .unit = "years"}, [](const Pupil& p) { return Cell(p.age); }},
      {{.name = "seconds", .role = Role::time, .unit = "s"}, [](const Pupil& p) { return Cell(p.seconds); }},
      {{.name = "mark", .better = Direction::lower}, [](const Pupil& p) { return Cell(p.mark); }}};
}

std::string csv_of(const TableColumns<Pupil>& columns, const Pupil& pupil) {
  CsvWriter csv;
  add_heading(csv, columns);
  csv.end_row();
  add_row(csv, columns, pupil);
  csv.end_row();
  return csv.content();
}

}  // namespace

TEST_CASE("a column's declaration gives its heading and its cell, wherever it stands") {
  const Pupil ada{"Ada, =L.", 7, 0.5, 1.25};
  CHECK(csv_of(pupil_columns(), ada) == "name,age,seconds,mark\n\"Ada, =L.\",7,0.5,1.25\n");
  auto columns = pupil_columns();
  std::swap(columns[0], columns[3]);
  columns.erase(columns.begin() + 1);
  CHECK(csv_of(columns, ada) == "mark,seconds,name\n1.25,0.5,\"Ada, =L.\"\n");
}

TEST_CASE("a cell is blank where there is nothing, or no finite number") {
  CHECK(csv_of(pupil_columns(), {"", 7, HUGE_VAL, std::nullopt}) == "name,age,seconds,mark\n,7,,\n");
}

TEST_CASE("without times their columns keep their headings alone") {
  CHECK(csv_of(without_times(pupil_columns()), {"Ada", 7, 0.5, 1.25}) ==
        "name,age,seconds,mark\nAda,7,,1.25\n");
}

TEST_CASE("digits stay as they are") {
  CsvWriter csv;
  add_cell(csv, Digits{"-1e-08"});
  add_cell(csv, Digits{""});
  csv.end_row();
  CHECK(csv.content() == "-1e-08,\n");
}
