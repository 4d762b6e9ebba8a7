#pragma once

#include <string>
#include <string_view>

namespace runner {

// A text as other languages show it: none of its characters is read as markup, and those that act on whoever
// shows it (controls, marks that turn the writing direction) become visible.

std::string markdown_text(std::string_view text);  ///< in a line or a table of GitHub's Markdown
std::string latex_text(std::string_view text);
std::string html_text(std::string_view text);  ///< also within an attribute in double quotes

}  // namespace runner
