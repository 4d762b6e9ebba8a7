#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace runner {

/// A part of a plan that is trained by itself: runs index, index + count, … counted from 1. Which runs belong
/// to a part depends on the plan alone, never on what is done, so parts may start, die and start again
/// whenever they like.
struct Shard {
  std::size_t index = 1;  ///< from 1 to count
  std::size_t count = 1;

  /// `run`: its place in the plan, from 0.
  bool has(std::size_t run) const { return run % count == index - 1; }
};

/// "2/8" is the second of eight parts. Nothing where the text is anything else.
std::optional<Shard> parse_shard(std::string_view text);

/// Into how many parts a plan is cut, and which of them have something to do.
struct Parts {
  std::size_t count = 0;
  std::vector<std::size_t> busy;  ///< in order, from 1
};

/// Cuts so that `runs` (indices into the plan, those to be trained) are spread well over at most `most`
/// parts: the part with the most of them has as few as can be. At least one run and one part.
Parts choose_parts(std::span<const std::size_t> runs, std::size_t most);

}  // namespace runner
