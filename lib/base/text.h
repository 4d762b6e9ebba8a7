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

/// Where the text is not UTF-8: the byte offset of the first wrong byte.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

}  // namespace runner
