#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "record/run_folder.h"

namespace runner::page {

/// The single steps of a run, from its iterations.csv.
struct Iterations {
  std::vector<std::string> names;           ///< "iteration", "lr", "train_loss", …, "w0", "w1"
  std::vector<std::vector<double>> values;  ///< per name one per kept row; NaN for a blank cell
  std::size_t rows = 0;                     ///< in the file; more than are kept where it was thinned

  std::size_t size() const { return values.empty() ? 0 : values.front().size(); }
  bool thinned() const { return rows > size(); }
  /// Null where there is none of this name.
  const std::vector<double>* find(std::string_view name) const;
  /// Of the columns "w0", "w1", …
  std::size_t parameters() const;
};

/// Nothing where the run has no such file. Of more than `most` rows the first and the last stay, and of equal
/// pieces between them those with the lowest and the highest value of each column. Throws DamagedRuns where
/// it is not the one that was written, FileError.
std::optional<Iterations> read_iterations(const std::filesystem::path& folder, const RunResult& run,
                                          std::size_t most);

}  // namespace runner::page
