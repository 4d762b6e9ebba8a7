#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "use/table_cells.h"
#include "use/trained_model.h"

namespace runner {

/// What a model is used on: the rows of a table, or pictures.
struct InputTable {
  std::unique_ptr<const TableCells> cells;  ///< null where it is no table
  Dataset samples;          ///< of every row, as a source gives them; with targets where there are some
  bool has_target = false;  ///< the columns of the target are there, and not empty throughout
  /// The column of weights that the training had and that the file lacks, so that all rows count the same.
  std::optional<std::string> without_weights = {};
  /// Where it is no table, a column stands for one: `file` of pictures that have one each, else `row`,
  /// from 1.
  std::vector<std::string> heading = {}, names = {};

  const std::vector<std::string>& header() const { return cells ? cells->header() : heading; }
  std::string_view cell(std::size_t row, std::size_t column) const {
    return cells ? cells->cell(row, column) : std::string_view(names[row]);
  }
  Index rows() const { return samples.rows; }
};

/// Of a table (see below), or of whatever `read_pictures` reads: pictures and arrays. Nothing after a
/// mistake.
///
/// Finds the model's columns by name, whatever their order; others are not read. Nothing after a mistake,
/// which is told with its row: a column that is missing, a cell that is no number, a category or class that
/// the training had not. Without `wants_target` the target's columns and weights are not looked at. Throws
/// Refused where there is no such file, std::runtime_error where it can't be read.
std::optional<InputTable> read_input(const std::filesystem::path& file, const TrainedModel& model,
                                     bool wants_target, Diagnostics& diagnostics);

}  // namespace runner
