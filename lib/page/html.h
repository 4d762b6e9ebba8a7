#pragma once

#include <string>
#include <string_view>

namespace runner::page {

/// A text as HTML, in content and in attributes in double quotes: what would act instead of being seen
/// (controls, marks that turn the direction of writing) is made visible, and & < > " ' are escaped.
std::string html(std::string_view text);

/// The same of a text of several lines, whose line ends stay.
std::string html_lines(std::string_view text);

/// A text in which no line breaks between a number and its per cent sign.
std::string with_percent_kept(std::string text);

/// A text as a JSON string in quotes that can stand in a <script>: visible, with < > & and the line
/// separators of JavaScript escaped.
std::string json_text(std::string_view text);

}  // namespace runner::page
