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
  constexpr std::size_t most_counts = 1000;  // half of what an array of Slurm has by default
  const std::size_t last = std::max(most / 2, most - std::min(most, most_counts));
  const std::size_t fewest = (runs.size() + most - 1) / most;  // no part can have less than that
  std::vector<std::size_t> sizes(most, 0);
  std::size_t least = runs.size() + 1;
  Parts parts;
  for (std::size_t count = most; count > last && least > fewest; --count) {
    std::size_t largest = 0;
    for (const std::size_t run : runs) largest = std::max(largest, ++sizes[run % count]);
    for (const std::size_t run : runs) sizes[run % count] = 0;
    if (largest >= least) continue;
    least = largest;
    parts.count = count;
  }
  for (const std::size_t run : runs) sizes[run % parts.count] = 1;
  for (std::size_t i = 0; i < parts.count; ++i) {
    if (sizes[i] > 0) parts.busy.push_back(i + 1);
  }
  return parts;
}

}  // namespace runner
