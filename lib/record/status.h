#pragma once

#include <optional>
#include <string_view>

#include "train/observer.h"

namespace runner {

constexpr std::string_view status_name(Status status) {
  return choice_names(status)[static_cast<std::size_t>(status)];
}

constexpr std::optional<Status> parse_status(std::string_view name) {
  constexpr auto names = choice_names(Status{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Status>(i);
  }
  return std::nullopt;
}

/// True where the run says what its configuration leads to, and need not be trained again.
constexpr bool is_result(Status status) {
  return status != Status::failed && status != Status::interrupted;
}

}  // namespace runner
