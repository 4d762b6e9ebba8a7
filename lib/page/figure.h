#pragma once

#include <string>
#include <variant>
#include <vector>

#include "picture/picture.h"

namespace runner::page {

/// The numbers that a picture shows, for reading them and for saving them as CSV.
struct DataTable {
  using Value = std::variant<std::string, double>;  ///< a number that is not finite is blank

  std::vector<std::string> headings;
  std::vector<std::vector<Value>> rows;  ///< as long as the headings
};

/// One picture of a page and of the folder figures/, with what is said about it.
struct Figure {
  std::string name;  ///< of its file without the ending: letters, digits, "_", "-"; one of its kind in a page
  std::string heading;  ///< what it shows: "Validation accuracy by epoch"
  picture::Picture
      picture;          ///< `name`, `title` and `description` are filled in from here where they are empty
  std::string caption;  ///< what is to be seen in it, in words: the finding, then what bands and marks are
  DataTable data;
};

/// As CSV (lib/record/csv.h).
std::string csv_of(const DataTable& data);

}  // namespace runner::page
