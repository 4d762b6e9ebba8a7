#pragma once

#include <string_view>

#include "data/sources/number_array.h"

namespace runner {

/// What is in an IDX file, not yet read as numbers.
struct IdxContent {
  Shape shape;
  NumberFormat format;
  std::string_view numbers;  ///< as many as the shape says

  /// Whether the numbers are bytes, as pixels are.
  bool are_bytes() const { return format.kind == NumberFormat::Kind::natural; }
};

/// Throws std::runtime_error with the reason where it is no IDX file, or damaged.
IdxContent open_idx(std::string_view bytes);
NumberArray read_idx(std::string_view bytes);

}  // namespace runner
