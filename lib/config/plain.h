#pragma once

#include <string_view>

namespace runner {

/// Looks like a space and is none; refused outside of quotes.
constexpr std::string_view no_break_space = "\xC2\xA0";

/// Dropped at the beginning of a file, so nothing that is written may begin with it.
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The key that takes in another map's keys, where it stands without quotes.
constexpr std::string_view merge_key = "<<";

/// True for what YAML reads as null when it stands without quotes: "", "~", "null".
bool is_null_text(std::string_view text);

/// True where the text, written without quotes behind a key of a block map, reads back as itself.
bool is_plain_in_block(std::string_view text);

/// The same between the brackets of a flow list or map.
bool is_plain_in_flow(std::string_view text);

/// Where the text holds a control character that YAML has no place for: its byte offset, or npos.
/// Tab, line feed, and a carriage return before a line feed are none.
std::size_t find_control_character(std::string_view text);

}  // namespace runner
