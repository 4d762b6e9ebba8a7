#include "plan/spaces.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace runner {

namespace {

/// The number that is written, to more digits than a double keeps.
long double exact(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// `count` points of which the ends are those that are written; `between` gets the share of the first end and
/// of the last one as whole numbers.
template <class Between>
std::vector<double> points(std::string_view first, std::string_view last, std::int64_t count,
                           const Between& between) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(count));
  values.push_back(static_cast<double>(exact(first)));
  for (std::int64_t i = 1; i + 1 < count; ++i)
    values.push_back(
        static_cast<double>(between(static_cast<long double>(count - 1 - i), static_cast<long double>(i))));
  if (count > 1) values.push_back(static_cast<double>(exact(last)));
  return values;
}

/// 10^(dividend / divisor). The whole powers of ten are taken out first, so that little is left to round.
long double power_of_ten(long double dividend, long double divisor) {
  const long double whole = std::floor(dividend / divisor);
  const long double rest = std::pow(10.0L, (dividend - whole * divisor) / divisor);
  return whole < 0 ? rest / std::pow(10.0L, -whole) : rest * std::pow(10.0L, whole);
}

}  // namespace

std::vector<double> logspace(std::string_view first, std::string_view last, std::int64_t count) {
  const long double low = std::log10(exact(first)), high = std::log10(exact(last));
  return points(first, last, count, [&](long double of_first, long double of_last) {
    return power_of_ten(low * of_first + high * of_last, of_first + of_last);
  });
}

std::vector<double> linspace(std::string_view first, std::string_view last, std::int64_t count) {
  const long double low = exact(first), high = exact(last);
  return points(first, last, count, [&](long double of_first, long double of_last) {
    return (low * of_first + high * of_last) / (of_first + of_last);
  });
}

std::vector<double> arange(std::string_view first, std::string_view stop, std::string_view step,
                           std::size_t most) {
  constexpr long double slack = 1e-12L;  // a stop that is a whole number of steps away, but for rounding
  const long double begin = exact(first), width = exact(step);
  const long double steps = (exact(stop) - begin) / width;
  std::vector<double> values;
  for (std::size_t i = 0; i <= most && static_cast<long double>(i) < steps * (1 - slack); ++i)
    values.push_back(static_cast<double>(begin + static_cast<long double>(i) * width));
  return values;
}

std::vector<Node> number_nodes(const std::vector<double>& values, const Place& place) {
  std::vector<Node> nodes;
  nodes.reserve(values.size());
  for (double value : values) nodes.push_back(Node::scalar(number_text(value), place));
  return nodes;
}

}  // namespace runner
