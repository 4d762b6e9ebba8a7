#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/text.h"

namespace runner {

/// Opens those of the descriptors 0 to 2 that are closed, so that no file of a result gets one of them; and
/// lets a pipe whose reader is gone be an error of writing instead of the end. The first thing that the
/// program does.
void prepare_streams();

/// A text of several lines, in which whatever comes from a file was made visible when it was put together.
struct Lines {
  std::string_view text;
};

/// What a value is in a text for the terminal: every text becomes visible, so that none can be forgotten.
template <class T>
decltype(auto) shown(const T& value) {
  if constexpr (std::is_same_v<T, Lines>) {
    return std::string_view(value.text);
  } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
    return visible_text(value.native());
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return visible_text(value);
  } else {
    return static_cast<const T&>(value);
  }
}
template <class T>
using Shown = std::remove_cvref_t<decltype(shown(std::declval<const T&>()))>;

void write_output(std::string_view text);
void write_error(std::string_view text);

/// To standard output. What can't be written is told by `finish_output`.
template <class... Args>
void say(fmt::format_string<Shown<Args>...> format, const Args&... args) {
  write_output(fmt::vformat(format, fmt::make_format_args(shown(args)...)));
}

/// To standard error. What can't be written is passed over: it is not the work.
template <class... Args>
void tell(fmt::format_string<Shown<Args>...> format, const Args&... args) {
  write_error(fmt::vformat(format, fmt::make_format_args(shown(args)...)));
}

/// The columns of the terminal on standard output; 100 where it is none.
std::size_t output_width();

/// The system's number of the first error of writing to standard output; 0 where all of it was written.
int finish_output();

}  // namespace runner
