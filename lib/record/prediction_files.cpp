#include "record/prediction_files.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/choice.h"

namespace runner {
namespace {

constexpr const char* predictions_file = "predictions.csv";
constexpr const char* confusion_file = "confusion.csv";
constexpr std::size_t flush_at = 1U << 16U;  // bytes
constexpr std::size_t most_confused = 1000;  // classes: a table of more is for nobody

}  // namespace

PredictionFiles::PredictionFiles(std::filesystem::path folder, PredictionLayout layout)
    : folder_(std::move(folder)), layout_(std::move(layout)), file_(folder_ / predictions_file) {
  add_heading();
}

/// "target" and "prediction", of several for each of them "target_<name>" and so on.
void PredictionFiles::add_heading() {
  csv_.text("row");
  csv_.text("part");
  const auto add = [&](const std::string& kind, const std::vector<std::string>& names) {
    if (names.empty()) csv_.text(kind);
    for (const std::string& name : names) csv_.text(fmt::format("{}_{}", kind, name));
  };
  add("target", layout_.targets);
  add("prediction", layout_.outputs);
  const std::vector<std::string>& of = layout_.outputs.empty() ? layout_.classes : layout_.outputs;
  for (std::size_t i = 0; layout_.probabilities && i < of.size(); ++i) csv_.text("p_" + of[i]);
  csv_.end_row();
}

/// A class by its name, or by its number where it has none; a number as it is.
void PredictionFiles::add_value(double value) {
  if (layout_.classes.empty()) return csv_.number(value);
  const bool named = value >= 0 && value < static_cast<double>(layout_.classes.size());
  if (named) {
    csv_.text(layout_.classes[static_cast<std::size_t>(value)]);
  } else {
    csv_.integer(static_cast<std::int64_t>(value));
  }
}

void PredictionFiles::add(const PredictedRow& row) {
  csv_.integer(row.row);
  csv_.text(choice_name(row.part));
  for (const double value : row.target) add_value(value);
  for (const double value : row.prediction) add_value(value);
  for (const double value : row.probabilities) csv_.number(value);
  csv_.end_row();
  if (csv_.content().size() >= flush_at) {
    file_.write(csv_.content());
    csv_.clear();
  }
  if (!layout_.outputs.empty() || layout_.classes.empty() || layout_.classes.size() > most_confused) return;
  auto& counts = taken_[{row.part, row.target.front()}];
  counts.resize(layout_.classes.size());
  ++counts[static_cast<std::size_t>(row.prediction.front())];
}

std::string PredictionFiles::confusion() const {
  CsvWriter csv;
  csv.text("part");
  csv.text("target");
  for (const std::string& text : layout_.classes) csv.text(text);
  csv.end_row();
  const std::vector<std::int64_t> none(layout_.classes.size(), 0);
  for (const Part part : {Part::train, Part::val, Part::test}) {
    const auto first = taken_.lower_bound({part, -HUGE_VAL});
    if (first == taken_.end() || first->first.first != part) continue;
    for (std::size_t i = 0; i < layout_.classes.size(); ++i) {
      const auto found = taken_.find({part, static_cast<double>(i)});
      csv.text(choice_name(part));
      csv.text(layout_.classes[i]);
      for (const std::int64_t count : found == taken_.end() ? none : found->second) csv.integer(count);
      csv.end_row();
    }
  }
  return std::string(csv.content());
}

std::vector<ProvenFile> PredictionFiles::close(bool sync) {
  file_.write(csv_.content());
  csv_.clear();
  std::vector<ProvenFile> files = {{predictions_file, file_.hash()}};
  file_.close(sync);
  if (!taken_.empty())
    files.push_back({confusion_file, write_output_file(folder_ / confusion_file, confusion(), sync)});
  return files;
}

void PredictionFiles::remove(const std::filesystem::path& folder) {
  for (const char* name : {predictions_file, confusion_file}) std::filesystem::remove(folder / name);
}

}  // namespace runner
