#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// The number of edits (insert, delete, replace, swap of two neighbours) from `a` to `b`, ignoring case.
int edit_distance(std::string_view a, std::string_view b);

/// The known name that `name` was probably meant to be, or nothing if none is near.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> known);

/// "; did you mean 'momentum'?" or, when nothing is near, "; known: a, b, c".
std::string suggestion(std::string_view name, std::span<const std::string> known);

/// "an" before a vowel, else "a": for names of kinds and types.
std::string_view article(std::string_view noun);

/// "1 run", "2 runs".
std::string counted(std::size_t count, std::string_view noun);

std::string join(std::span<const std::string> parts, std::string_view separator);

/// The shortest decimal that reads back as exactly this number: "0.1", "1e-08", "inf", "nan".
std::string number_text(double value);
std::string number_text(float value);

/// A whole text as a number: sign, digits, `.5`, `1E5`, `inf`, `nan`. Locale plays no part; `010` is ten.
/// Nothing when the text is anything else or too large for a double.
std::optional<double> parse_number(std::string_view text);

/// Whether a whole text is a number that is too large for a double, such as 1e400.
bool is_too_large(std::string_view text);

/// A whole text as an integer; `1e3` and `5.0` are integers too. Exact: nothing where it has a fraction,
/// however small, or is out of range.
std::optional<long long> parse_integer(std::string_view text);

std::string lower_case(std::string_view text);

/// "CrossEntropyLoss" → "cross_entropy_loss", "StepLR" → "step_lr", "BCELoss" → "bce_loss".
std::string snake_case(std::string_view camel);

/// At most `most` characters of a text, with … behind them where there are more: for messages that quote it.
std::string shortened(std::string_view utf8, std::size_t most);

/// The number of characters (code points) of a UTF-8 text.
std::size_t character_count(std::string_view utf8);

/// The length in bytes of the character at the front of a text that is not empty; 1 for a byte that is not
/// UTF-8.
std::size_t character_length(std::string_view text);

/// Whether a character, or a byte that is none, would act on a terminal, a log or a script instead of being
/// seen: C0 and C1 controls, line and paragraph separators, marks that turn the writing direction, bytes that
/// are not UTF-8.
bool acts_on_terminal(std::string_view character);

/// Whether a character is a space of whatever width, or takes no room at all.
bool is_blank_character(std::string_view character);

/// The text on one line, every such character as "\n", "\x1b" or "\u202e". Every text from a file passes here
/// before it reaches a terminal, a log or a script. Of more than `width` characters the end is replaced by
/// "…".
std::string visible_text(std::string_view text, std::size_t width = std::string_view::npos);

/// Whether that leaves the text as it is.
bool is_visible(std::string_view text);

/// Where the text is not UTF-8: the byte offset of the first wrong byte.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);

}  // namespace runner
