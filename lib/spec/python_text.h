#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/bind.h"

// Python in the place of YAML: calls, tuples, texts in quotes.

namespace runner {

/// The parts of `a, (b, c)` between commas that are in no bracket and no quotes.
std::vector<std::string> split_arguments(std::string_view text);

/// A value of Python's: 'relu', True, None, (0.9, 0.999).
Node python_value(const std::string& text);

/// A call whose commas YAML took for its own, from its beginning: `nn.Linear(64` of `[nn.Linear(64, 10)]`.
struct CutCall {
  std::string text;  ///< whole
  Stretch covers;    ///< where it stands
};
std::optional<CutCall> cut_call(const Node& node);

}  // namespace runner
