#include "data/sources/csv_marks.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/stop.h"
#include "base/text.h"

namespace runner {

namespace {

using GroupTexts = std::map<std::string, std::int64_t, std::less<>>;

/// The place in order of each number that a text got when it appeared.
std::vector<std::int64_t> ordered_groups(const GroupTexts& texts) {
  std::vector<std::int64_t> places(texts.size());
  const bool numeric =
      std::ranges::all_of(texts, [](const auto& text) { return parse_number(text.first).has_value(); });
  std::set<double> values;
  if (numeric)
    for (const auto& [text, number] : texts) values.insert(*parse_number(text));
  const std::vector<double> sorted(values.begin(), values.end());
  std::int64_t next = 0;
  for (const auto& [text, number] : texts) {
    const auto place =
        numeric ? std::ranges::lower_bound(sorted, *parse_number(text)) - sorted.begin() : next++;
    places[static_cast<std::size_t>(number)] = place;
  }
  return places;
}

}  // namespace

std::optional<GivenPart> given_part(std::string_view text) {
  const std::string word = lower_case(text);
  if (word == "train") return GivenPart::none;
  if (word == "val" || word == "validation") return GivenPart::validation;
  if (word == "test") return GivenPart::test;
  return std::nullopt;
}

void CsvMarks::add_group(std::string_view text) {
  auto found = texts_.find(text);
  if (found == texts_.end()) found = texts_.emplace(text, static_cast<std::int64_t>(texts_.size())).first;
  groups_.push_back(found->second);
}

void CsvMarks::add_part(GivenPart part) {
  parts_.push_back(part);
}

void CsvMarks::take(Dataset& data) {
  const std::vector<std::int64_t> places = ordered_groups(texts_);
  for (std::int64_t& group : groups_) {
    look_at_stop();
    group = places[static_cast<std::size_t>(group)];
  }
  data.groups = std::move(groups_);
  data.given = std::move(parts_);
}

}  // namespace runner
