#pragma once

#include <string>
#include <string_view>

namespace runner {

/// The text on one line, without control characters and at most `width` characters long: of a longer one the
/// end is replaced by "…".
std::string terminal_text(std::string_view utf8, std::size_t width = std::string_view::npos);

}  // namespace runner
