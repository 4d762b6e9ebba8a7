#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runner::picture {

/// The room that a text takes, in px, at a font size: from a table of a sans-serif font's advance widths,
/// rounded up a little, so that with the reader's font nothing overlaps.
double text_width(std::string_view text, double size);

/// The text, or its front and "…" where it is wider.
std::string fitted(std::string_view text, double size, double width);

/// Lines no wider than `width` where words allow it, at most `most`; the last one is fitted.
std::vector<std::string> wrapped(std::string_view text, double size, double width, std::size_t most);

/// As content or quoted attribute of an XML element: what acts is made visible, the rest escaped.
std::string escaped(std::string_view text);

}  // namespace runner::picture
