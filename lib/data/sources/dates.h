#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// Days since 1970-01-01, with the time of day as a fraction: an ISO 8601 date, or one in strptime's `format`
/// where that is not empty.
std::optional<double> read_date(const std::string& text, const std::string& format);

/// What `parse` has to say so that all of these are read: "date" for ISO 8601, or formats of strptime, two
/// where day and month may be either. Empty where none of the usual ones fits.
std::vector<std::string> date_formats(std::span<const std::string_view> texts);

}  // namespace runner
