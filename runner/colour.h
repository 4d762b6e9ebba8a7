#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace runner {

/// Whether texts are coloured there: on a terminal that can (TERM), unless NO_COLOR is set (no-color.org).
bool has_colour(std::FILE* out);

/// The text with the words "error:" and "warning:" of messages in colour, where `colour` is true.
std::string with_severities(std::string_view text, bool colour);

/// The same of what runs have come to: "  failed  af9cbf98ff3c1ecd …", "moons: 40 runs, 37 finished, 1
/// failed". A word that is no count and begins no line stays as it is: it may be a name.
std::string with_statuses(std::string_view text, bool colour);

}  // namespace runner
