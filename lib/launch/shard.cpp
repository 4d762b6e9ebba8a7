#include "launch/shard.h"

#include <algorithm>
#include <charconv>

namespace runner {
namespace {

/// Digits alone, and above 0.
std::optional<std::size_t> parse_count(std::string_view text) {
  std::size_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value == 0) return std::nullopt;
  return value;
}

std::vector<std::size_t> runs_per_part(std::span<const std::size_t> runs, std::size_t count) {
  std::vector<std::size_t> sizes(count);
  for (std::size_t run : runs) ++sizes[run % count];
  return sizes;
}

}  // namespace

std::optional<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto index = parse_count(text.substr(0, slash));
  const auto count = parse_count(text.substr(slash + 1));
  if (!index || !count || *index > *count) return std::nullopt;
  return Shard{*index, *count};
}

Parts choose_parts(std::span<const std::size_t> runs, std::size_t most) {
  // What a killed part has left lies `count` apart, all in one part again: a slightly smaller count spreads
  // it.
  Parts parts;
  std::size_t least = runs.size() + 1;
  for (std::size_t count = most; count > most / 2; --count) {
    const std::vector<std::size_t> sizes = runs_per_part(runs, count);
    const std::size_t largest = *std::max_element(sizes.begin(), sizes.end());
    if (largest >= least) continue;
    least = largest;
    parts.count = count;
    parts.busy.clear();
    for (std::size_t i = 0; i < count; ++i) {
      if (sizes[i] > 0) parts.busy.push_back(i + 1);
    }
  }
  return parts;
}

}  // namespace runner
