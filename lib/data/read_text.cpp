#include "data/read_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace runner {

namespace {

std::string counted(Index count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::string classes_text(const Dataset& data) {
  constexpr std::size_t most_named = 12, longest_name = 30;
  const std::vector<Index> counts = data.class_rows();
  const auto [least, most] = std::ranges::minmax(counts);
  if (counts.size() > most_named)
    return fmt::format("{} classes of {} to {} rows", counts.size(), least, most);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < counts.size(); ++i)
    parts.push_back(fmt::format("{}: {}", shortened(data.class_names[i], longest_name), counts[i]));
  return fmt::format("{} ({})", counted(static_cast<Index>(counts.size()), "class", "classes"),
                     join(parts, ", "));
}

std::string target_text(const Dataset& data) {
  if (!data.class_names.empty()) return classes_text(data);
  if (data.target_columns != 1 || data.targets.empty())
    return counted(data.target_columns, "target", "targets");
  const auto [lowest, highest] = std::ranges::minmax(data.targets);
  return fmt::format("target {} from {} to {}", data.target_names.empty() ? "y" : data.target_names.front(),
                     number_text(lowest), number_text(highest));
}

std::string features_text(const Dataset& data) {
  if (data.has_pixels() && data.sample_shape.size() == 3)
    return fmt::format("pictures of {}", shape_text(data.sample_shape));
  const auto categories = std::ranges::count_if(
      data.columns, [](const FeatureColumn& column) { return !column.categories.empty(); });
  std::string text = counted(static_cast<Index>(data.columns.size()), "feature", "features");
  if (categories > 0) text += fmt::format(" ({} of categories)", categories);
  return text;
}

}  // namespace

std::string read_text(const DataConfig& config, const Dataset& data) {
  const auto files = config.files();
  if (files.empty()) return "";
  const std::filesystem::path& path = files.front().path;
  std::string text =
      fmt::format("{}: {}, {}, {}", (path.has_filename() ? path : path.parent_path()).filename().string(),
                  counted(data.rows, "row", "rows"), features_text(data),
                  config.target_is_input() ? "each its own target" : target_text(data));
  for (const std::string& note : data.notes) text += "; " + note;
  return text;
}

}  // namespace runner
