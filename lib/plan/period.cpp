#include "plan/period.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"

namespace runner {

namespace {

struct Unit {
  std::string_view letter, word;
  PeriodUnit unit;
};
constexpr std::array<Unit, 3> units = {{{"e", "epochs", PeriodUnit::epochs},
                                        {"i", "iterations", PeriodUnit::iterations},
                                        {"s", "seconds", PeriodUnit::seconds}}};

bool names(const Unit& unit, std::string_view text) {
  return text == unit.letter || text == unit.word || text == unit.word.substr(0, unit.word.size() - 1);
}

/// "500i", "500 iterations" or "500": nothing where it is none of these.
std::optional<Period> read(std::string_view text) {
  const std::size_t end = text.find_last_of("0123456789.");
  if (end == std::string_view::npos) return std::nullopt;
  const auto count = parse_number(text.substr(0, end + 1));
  std::string_view name = text.substr(end + 1);
  name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
  constexpr double most = 1e15;
  if (!count || !(*count > 0 && *count <= most)) return std::nullopt;
  for (const Unit& unit : units) {
    if (!name.empty() && !names(unit, name)) continue;
    const bool whole = unit.unit == PeriodUnit::seconds || parse_integer(text.substr(0, end + 1));
    if (whole) return Period{*count, unit.unit};
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

bool Codec<Period>::decode(const Cursor& at, const Type&, BindContext& context, Period& out) {
  const auto period = at.node().is_scalar() ? read(at.node().text()) : std::nullopt;
  if (!period) {
    return context.error(
        at, expected("epochs such as 5 or 5e, iterations such as 500i, or seconds such as 60s", at.node()));
  }
  out = *period;
  return true;
}

Node Codec<Period>::encode(const Period& value) {
  return Node::scalar(number_text(value.count) +
                      std::string(units[static_cast<std::size_t>(value.unit)].letter));
}

}  // namespace runner
