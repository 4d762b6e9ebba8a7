#include "data/sources/dates.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace runner {

std::optional<double> read_date(const std::string& text, const std::string& format) {
  constexpr double seconds_a_day = 86400;
  const auto days = [&](const char* pattern) -> std::optional<double> {
    struct tm time{};
    time.tm_mday = 1;
    time.tm_year = 70;
    const char* const end = ::strptime(text.c_str(), pattern, &time);
    if (end == nullptr || *end != '\0') return std::nullopt;
    return static_cast<double>(::timegm(&time)) / seconds_a_day;
  };
  if (!format.empty()) return days(format.c_str());
  for (const char* pattern : {"%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
                              "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%SZ"}) {
    if (const auto found = days(pattern)) return found;
  }
  return std::nullopt;
}

std::vector<std::string> date_formats(std::span<const std::string_view> texts) {
  // Of the four digits of a year strptime would be content with two, those of the year 20.
  constexpr std::array<std::string_view, 21> days = {
      "%d.%m.%y", "%d.%m.%Y", "%d/%m/%y",  "%d/%m/%Y",  "%m/%d/%y", "%m/%d/%Y", "%d-%m-%y",
      "%d-%m-%Y", "%m-%d-%y", "%m-%d-%Y",  "%Y/%m/%d",  "%Y.%m.%d", "%d-%b-%y", "%d-%b-%Y",
      "%d %b %y", "%d %b %Y", "%b %d, %Y", "%d. %b %Y", "%b %d %Y", "%b-%d-%Y", "%d/%b/%Y"};
  constexpr std::array<std::string_view, 7> times = {
      "", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M", "T%H:%M:%S"};
  constexpr std::array<std::string_view, 5> times_alone = {"%H:%M", "%H:%M:%S", "%H.%M.%S", "%I:%M %p",
                                                           "%I:%M:%S %p"};
  constexpr double year_1000 = -354'285;
  const auto reads_all = [&](const std::string& format) {
    return std::ranges::all_of(texts, [&](std::string_view text) {
      const auto day = read_date(std::string(text), format);
      return day && *day > year_1000;
    });
  };
  if (texts.empty()) return {};
  if (reads_all("")) return {"date"};
  std::vector<std::string> found;
  for (const std::string_view day : days) {
    for (const std::string_view time : times) {
      std::string format = std::string(day).append(time);
      if (reads_all(format)) found.push_back(std::move(format));
    }
  }
  for (const std::string_view time : times_alone)
    if (found.empty() && reads_all(std::string(time))) found.emplace_back(time);
  return found;
}

}  // namespace runner
