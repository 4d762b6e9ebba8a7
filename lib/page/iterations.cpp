#include "page/iterations.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "page/proven_table.h"

namespace runner::page {
namespace {

double number_of(std::string_view cell) {
  double value = 0;
  const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return read.ec == std::errc() ? value : std::numeric_limits<double>::quiet_NaN();
}

/// The rows that stay.
std::vector<std::size_t> kept_rows(const std::vector<std::vector<double>>& values, std::size_t rows,
                                   std::size_t most) {
  std::set<std::size_t> kept = {0, rows - 1};
  const std::size_t pieces = std::max<std::size_t>(1, most / (2 * values.size()));
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    const std::size_t begin = rows * piece / pieces, end = rows * (piece + 1) / pieces;
    if (begin == end) continue;
    for (const auto& column : values) {
      std::size_t lowest = begin, highest = begin;
      for (std::size_t row = begin; row < end; ++row) {
        if (column[row] < column[lowest] || std::isnan(column[lowest])) lowest = row;
        if (column[row] > column[highest] || std::isnan(column[highest])) highest = row;
      }
      kept.insert({lowest, highest});
    }
  }
  return {kept.begin(), kept.end()};
}

void thin(Iterations& iterations, std::size_t most) {
  if (iterations.rows <= most || iterations.values.empty()) return;
  const auto kept = kept_rows(iterations.values, iterations.rows, most);
  for (auto& column : iterations.values) {
    std::vector<double> fewer;
    for (const std::size_t row : kept) fewer.push_back(column[row]);
    column = std::move(fewer);
  }
}

}  // namespace

const std::vector<double>* Iterations::find(std::string_view name) const {
  const auto at = std::ranges::find(names, name);
  return at == names.end() ? nullptr : &values[static_cast<std::size_t>(at - names.begin())];
}

std::size_t Iterations::parameters() const {
  std::size_t count = 0;
  while (find(fmt::format("w{}", count))) ++count;
  return count;
}

std::optional<Iterations> read_iterations(const std::filesystem::path& folder, const RunResult& run,
                                          std::size_t most) {
  const auto table = read_proven_table(folder, run, "iterations.csv");
  if (!table || table->rows() < 2) return std::nullopt;
  Iterations iterations;
  iterations.rows = table->rows() - 1;
  for (std::size_t column = 0; column < table->columns(); ++column) {
    iterations.names.emplace_back(table->cell(0, column));
    std::vector<double> values;
    values.reserve(iterations.rows);
    for (std::size_t row = 1; row < table->rows(); ++row)
      values.push_back(number_of(table->cell(row, column)));
    iterations.values.push_back(std::move(values));
  }
  thin(iterations, most);
  return iterations;
}

}  // namespace runner::page
