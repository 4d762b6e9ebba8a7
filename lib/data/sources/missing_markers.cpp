#include "data/sources/missing_markers.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "data/sources/csv_numbers.h"

namespace runner {
namespace {

constexpr std::array<std::string_view, 20> usual_markers = {
    "NA",  "N/A",  "n/a", "na",   "null", "NULL",   "Null",    "None",    "?",        "#N/A",
    "#NA", "<NA>", "NaT", "-nan", "-NaN", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "#N/A N/A"};

}  // namespace

MissingMarkers::MissingMarkers(const std::vector<std::string>& more) : more_(more) {
  for (const std::string& marker : more_) {
    if (const auto number = parse_number(marker)) numbers_.push_back(*number);
  }
}

std::vector<std::string> MissingMarkers::texts() const {
  std::vector<std::string> texts = {"", "nan", "naN", "nAn", "nAN", "Nan", "NaN", "NAn", "NAN"};
  texts.insert(texts.end(), usual_markers.begin(), usual_markers.end());
  texts.insert(texts.end(), more_.begin(), more_.end());
  return texts;
}

bool MissingMarkers::operator()(std::string_view text) const {
  if (text.empty()) return true;
  if (!more_.empty()) {
    if (std::ranges::find(more_, text) != more_.end()) return true;
    for (const char decimal : {'.', ','}) {
      if (numbers_.empty()) break;
      const auto number = read_number(text, {decimal, ""});
      if (number && std::ranges::find(numbers_, *number) != numbers_.end()) return true;
    }
  }
  if (std::string_view("Nn?#<-1").find(text.front()) == std::string_view::npos) return false;
  return std::ranges::find(usual_markers, text) != usual_markers.end() ||
         (text.size() == 3 && lower_case(text) == "nan");
}

}  // namespace runner
