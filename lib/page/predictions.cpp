#include "page/predictions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

#include "base/choice.h"
#include "page/proven_table.h"

namespace runner::page {
namespace {

constexpr std::string_view probability = "p_";

double as_number(std::string_view cell) {
  double value = 0;
  const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return read.ec == std::errc() ? value : std::numeric_limits<double>::quiet_NaN();
}

/// The places of "part", "target" and "prediction"; those of the probabilities.
struct Places {
  std::size_t part = 0, target = 0, prediction = 0;
  std::vector<std::size_t> probabilities;
};

std::optional<Places> places_of(const CsvTable& table) {
  std::map<std::string_view, std::size_t> named;
  Places places;
  for (std::size_t i = 0; i < table.columns(); ++i) {
    named.emplace(table.cell(0, i), i);
    if (table.cell(0, i).starts_with(probability) && i > 3) places.probabilities.push_back(i);
  }
  for (const char* name : {"part", "target", "prediction"})
    if (!named.count(name)) return std::nullopt;
  places.part = named["part"];
  places.target = named["target"];
  places.prediction = named["prediction"];
  return places;
}

/// Those of the probabilities' headings, and whatever else is a target or predicted, in its order.
std::map<std::string, double> class_numbers(const CsvTable& table, const Places& places, Predictions& read) {
  std::map<std::string, double> numbers;
  const auto add = [&](std::string name) {
    if (numbers.emplace(name, static_cast<double>(read.classes.size())).second)
      read.classes.push_back(std::move(name));
  };
  for (const std::size_t place : places.probabilities)
    add(std::string(table.cell(0, place).substr(probability.size())));
  std::map<std::string, int> others;
  for (std::size_t row = 1; row < table.rows(); ++row)
    for (const std::size_t place : {places.target, places.prediction})
      others.emplace(table.cell(row, place), 0);
  for (const auto& other : others) add(other.first);
  return numbers;
}

}  // namespace

Part Predictions::held_back() const {
  for (const Part part : {Part::test, Part::val})
    if (std::ranges::find(parts, part) != parts.end()) return part;
  return Part::train;
}

std::vector<std::int64_t> confusion_of(const Predictions& predictions, Part part) {
  const std::size_t n = predictions.classes.size();
  std::vector<std::int64_t> counts(n * n, 0);
  for (std::size_t row = 0; row < predictions.size(); ++row) {
    if (predictions.parts[row] != part) continue;
    ++counts[static_cast<std::size_t>(predictions.targets[row]) * n +
             static_cast<std::size_t>(predictions.predictions[row])];
  }
  return counts;
}

std::optional<Predictions> read_predictions(const std::filesystem::path& folder, const RunResult& run) {
  const auto table = read_proven_table(folder, run, "predictions.csv");
  if (!table || table->rows() < 2) return std::nullopt;
  const auto places = places_of(*table);
  if (!places) return std::nullopt;
  Predictions read;
  // A table of what was taken for what is there where classes are told apart.
  const bool of_classes =
      !places->probabilities.empty() ||
      std::ranges::any_of(run.files, [](const ProvenFile& file) { return file.name == "confusion.csv"; });
  const auto numbers = of_classes ? class_numbers(*table, *places, read) : std::map<std::string, double>();
  const auto value_at = [&](std::size_t row, std::size_t place) {
    const std::string_view cell = table->cell(row, place);
    return of_classes ? numbers.at(std::string(cell)) : as_number(cell);
  };
  const bool whole = places->probabilities.size() == read.classes.size();  // else that of one decision
  for (std::size_t row = 1; row < table->rows(); ++row) {
    const auto part = choice_named<Part>(table->cell(row, places->part));
    if (!part) continue;
    read.parts.push_back(*part);
    read.targets.push_back(value_at(row, places->target));
    read.predictions.push_back(value_at(row, places->prediction));
    for (std::size_t i = 0; whole && i < places->probabilities.size(); ++i)
      read.probabilities.push_back(static_cast<float>(as_number(table->cell(row, places->probabilities[i]))));
  }
  return read;
}

}  // namespace runner::page
