#include "data/sources/number_array.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <stdexcept>

#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/raw_target.h"

// The extents of a shape come from a file that may be damaged: they are multiplied with a check for overflow,
// and compared with the number of bytes, before anything of their size is allocated.

namespace runner {

namespace {

constexpr std::uint64_t most_numbers = std::uint64_t{1} << 29U;  // 4 GiB as doubles

/// Rows times columns times …, before anything of that size is allocated.
std::uint64_t count_of(const Shape& shape) {
  std::uint64_t count = 1;
  for (const Index size : shape) {
    if (size == 0)
      throw std::runtime_error(fmt::format("it holds no numbers: its shape is {}", tuple_text(shape)));
  }
  for (const Index size : shape) {
    const auto factor = static_cast<std::uint64_t>(size);
    if (factor > most_numbers || count * factor > most_numbers)
      throw std::runtime_error(
          fmt::format("its shape {} has more than {} numbers", tuple_text(shape), most_numbers));
    count *= factor;
  }
  return count;
}

double number_of(std::uint64_t bits, const NumberFormat& format) {
  const auto unused = static_cast<int>(64 - 8 * format.bytes);
  switch (format.kind) {
    case NumberFormat::Kind::boolean:
      return bits == 0 ? 0 : 1;
    case NumberFormat::Kind::integer:
      return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
    case NumberFormat::Kind::natural:
      return static_cast<double>(bits);
    case NumberFormat::Kind::real:
      break;
  }
  if (format.bytes == sizeof(float))
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  return std::bit_cast<double>(bits);
}

/// A target of one dimension, or of a column for each output.
std::optional<RawTarget> raw_target(const NumberArray& target) {
  if (target.shape.size() > 2) return std::nullopt;
  RawTarget raw;
  raw.columns = target.shape.size() == 2 ? target.shape[1] : 1;
  raw.numbers = target.values;
  return raw;
}

}  // namespace

std::string tuple_text(const Shape& shape) {
  std::vector<std::string> sizes;
  for (const Index size : shape) sizes.push_back(std::to_string(size));
  return fmt::format("({}{})", join(sizes, ", "), shape.size() == 1 ? "," : "");
}

std::uint64_t unsigned_at(std::string_view bytes, std::size_t at, std::size_t size, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + (big_endian ? i : size - 1 - i)]);
  }
  return value;
}

void check_numbers(const Shape& shape, std::string_view bytes, const NumberFormat& format) {
  const std::uint64_t count = count_of(shape);
  if (count * format.bytes != bytes.size()) {
    throw std::runtime_error(fmt::format("its shape {} takes {} bytes of numbers, but it has {}",
                                         tuple_text(shape), count * format.bytes, bytes.size()));
  }
}

NumberArray decode_numbers(const Shape& shape, std::string_view bytes, const NumberFormat& format) {
  check_numbers(shape, bytes, format);
  const std::uint64_t count = count_of(shape);
  constexpr std::uint64_t value_size = sizeof(double);
  require_memory(static_cast<std::int64_t>(bytes.size() + count * value_size));
  NumberArray array{shape, {}};
  array.values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    look_at_stop();
    const double value =
        number_of(unsigned_at(bytes, i * format.bytes, format.bytes, format.big_endian), format);
    if (!std::isfinite(value))
      throw std::runtime_error(fmt::format("its number {} is {}", i, number_text(value)));
    array.values.push_back(value);
  }
  return array;
}

std::optional<Dataset> dataset_of(NumberArray features, const std::optional<NumberArray>& target,
                                  TargetKind wanted, std::string_view parameter, ErrorSink& sink) {
  auto raw = target ? raw_target(*target) : std::optional(RawTarget());
  if (!raw) {
    sink.error(parameter, fmt::format("expected a target of one or two dimensions, found the shape {}",
                                      tuple_text(target->shape)));
    return std::nullopt;
  }
  if (target && target->shape.front() != features.shape.front()) {
    sink.error(parameter, fmt::format("{} for {} of features",
                                      counted(static_cast<std::size_t>(target->shape.front()), "target"),
                                      counted(static_cast<std::size_t>(features.shape.front()), "row")));
    return std::nullopt;
  }
  Dataset data;
  data.rows = features.shape.front();
  data.sample_shape = {features.shape.begin() + 1, features.shape.end()};
  if (data.sample_shape.empty()) data.sample_shape = {1};
  data.features = std::move(features.values);
  data.columns = numbered_columns(static_cast<std::size_t>(size_of(data.sample_shape)));
  if (const auto reason = encode_target(std::move(*raw), wanted, data)) {
    sink.error(parameter, *reason);
    return std::nullopt;
  }
  return data;
}

}  // namespace runner
