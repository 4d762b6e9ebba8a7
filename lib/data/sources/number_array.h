#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "spec/error_sink.h"

namespace runner {

/// Numbers in a shape, the last index counting fastest.
struct NumberArray {
  Shape shape;
  std::vector<double> values;
};

/// How a binary file holds its numbers.
struct NumberFormat {
  enum class Kind { boolean, integer, natural, real };
  Kind kind = Kind::real;
  std::size_t bytes = 8;  ///< of a number: 1, 2, 4 or 8; 4 or 8 where it is real
  bool big_endian = false;
};

/// Throws as `decode_numbers` where `bytes` does not hold as many numbers as the shape says; looks at none.
void check_numbers(const Shape& shape, std::string_view bytes, const NumberFormat& format);

/// The numbers that `bytes` holds. Throws std::runtime_error with the reason where they are more or fewer
/// than the shape says, where one is not finite, or where they are too many for a computer.
NumberArray decode_numbers(const Shape& shape, std::string_view bytes, const NumberFormat& format);

/// Samples along the first dimension; the others are the shape of a sample (a single one makes a number
/// each). Reports a target that does not fit at `parameter`; there is none where it is the input.
std::optional<Dataset> dataset_of(NumberArray features, const std::optional<NumberArray>& target,
                                  TargetKind wanted, std::string_view parameter, ErrorSink& sink);

/// "(3, 28, 28)", as Python writes a tuple.
std::string tuple_text(const Shape& shape);

/// Little-endian, as ZIP and .npy files have it; big-endian, as IDX has it. `bytes` holds at least `size`.
std::uint64_t unsigned_at(std::string_view bytes, std::size_t at, std::size_t size, bool big_endian = false);

}  // namespace runner
