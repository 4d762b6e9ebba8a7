#include "data/sources/csv_plain_row.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "data/sources/csv_numbers.h"
#include "data/sources/eight_characters.h"
#include "data/sources/scaled_number.h"

// A number's end is found by reading it: its digits lie in two or three words of eight characters, and what
// follows them has to be the delimiter. So a row takes one pass over its text; whatever else there may be in
// a table is left to CsvParser, a row at a time.

namespace runner {

namespace {

constexpr std::ptrdiff_t longest_short = 40;  // a sign, a decimal point and what words reach beyond
constexpr unsigned most_digits = 18;          // of which a word of 64 bits can hold all there are
constexpr std::array<std::uint64_t, 9> tens = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

struct Digits {
  std::uint64_t value;
  unsigned size;
};

/// The digits at `at`, which moves behind them: fewer than nine.
[[gnu::always_inline]] inline Digits take_digits(const char*& at) {
  const std::uint64_t characters = eight::load(at), other = eight::no_digits(characters);
  const unsigned size = other == 0 ? static_cast<unsigned>(eight::count) : eight::first(other);
  at += size;
  return {size == eight::count ? eight::value_of(characters) : eight::value_of_first(characters, size), size};
}

/// Up to seven digits before the decimal point and sixteen behind it; `at` moves behind them.
bool take_short_number(const char*& at, char decimal, double& value) {
  const bool negative = *at == '-';
  at += static_cast<std::ptrdiff_t>(negative);
  auto [digits, size] = take_digits(at);
  if (size == eight::count) return false;
  unsigned behind = 0;
  if (*at == decimal) {
    ++at;
    const Digits some = take_digits(at);
    digits = digits * tens[some.size] + some.value;
    behind = some.size;
    if (behind == eight::count) {
      const Digits last = take_digits(at);
      digits = digits * tens[last.size] + last.value;
      behind += last.size;
    }
  }
  size += behind;
  return size > 0 && size <= most_digits && scaled_number(digits, behind, negative, value);
}

/// Any number that is written without quotes and blanks around it; `at` moves behind it.
bool take_number(const char*& at, const char* end, const CsvPlainRow& how, char decimal, double& value) {
  if (end - at < longest_short) return false;
  const char* after = at;
  if (take_short_number(after, decimal, value) &&
      (*after == how.delimiter || *after == '\n' || *after == '\r')) [[likely]] {
    at = after;
    return true;
  }
  after = eight::find_either(at, end, how.delimiter, '\n');
  if (after != at && after[-1] == '\r') --after;
  const std::string_view text(at, static_cast<std::size_t>(after - at));
  at = after;
  return read_plain_number(text, decimal, value) && std::isfinite(value);
}

}  // namespace

std::size_t read_plain_row(std::string_view text, const CsvPlainRow& how, double* values) {
  if (!eight::available || (!how.comment.empty() && text.starts_with(how.comment))) return 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  const CsvPlainRow::Cell* const last = how.cells.data() + how.cells.size() - 1;
  for (const CsvPlainRow::Cell* cell = how.cells.data();; ++cell) {
    if (cell->is_read) {
      if (!take_number(at, end, how, cell->decimal, values[cell->to])) return 0;
    } else {
      if (end - at < longest_short || *at == ' ' || *at == '"') return 0;
      at = eight::find_either(at, end, how.delimiter, '\n');
      if (cell == last && at[-1] == '\r') --at;
    }
    if (cell == last) break;
    if (at == end || *at != how.delimiter) return 0;
    ++at;
  }
  if (end - at >= 2 && at[0] == '\r') ++at;
  if (at == end || *at != '\n') return 0;
  return static_cast<std::size_t>(at + 1 - text.data());
}

}  // namespace runner
