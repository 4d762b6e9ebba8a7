#include "spec/type.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace runner {

bool Range::contains(long double value) const {
  if (std::isnan(value)) return false;
  if (std::isinf(value) && !infinite) return false;
  if (low_open ? value <= low : value < low) return false;
  return high_open ? value < high : value <= high;
}

std::string Range::text() const {
  const bool bounded_low = std::isfinite(low);
  const bool bounded_high = std::isfinite(high);
  if (bounded_low && bounded_high) {
    return fmt::format("in {}{}, {}{}", low_open ? '(' : '[', number_text(low), number_text(high),
                       high_open ? ')' : ']');
  }
  if (bounded_low) return (low_open ? "above " : "at least ") + number_text(low);
  if (bounded_high) return (high_open ? "below " : "at most ") + number_text(high);
  return "";
}

Range at_least(double low) {
  return {.low = low};
}
Range above(double low) {
  return {.low = low, .low_open = true};
}
Range closed(double low, double high) {
  return {.low = low, .high = high};
}
Range half_open(double low, double high) {
  return {.low = low, .high = high, .high_open = true};
}
Range between(double low, double high) {
  return {.low = low, .high = high, .low_open = true, .high_open = true};
}
Range any_number() {
  return {.infinite = true};
}

namespace {

std::string plural_text(const Type& type) {
  switch (type.kind) {
    case Type::Kind::number:
      return "numbers";
    case Type::Kind::integer:
      return "integers";
    case Type::Kind::text:
      return "texts";
    case Type::Kind::component:
      return type.component == "loss" ? "losses" : type.component + "s";
    case Type::Kind::list:
      return "lists of " + plural_text(type.elements.front());
    default:
      return "values";
  }
}

}  // namespace

std::string to_text(const Type& type) {
  switch (type.kind) {
    case Type::Kind::number:
      return "a number";
    case Type::Kind::integer:
      return "an integer";
    case Type::Kind::boolean:
      return "true or false";
    case Type::Kind::text:
      return "a text";
    case Type::Kind::choice:
      return join(type.choices, " or ");
    case Type::Kind::list:
      return "a list of " + plural_text(type.elements.front());
    case Type::Kind::tuple:
      return fmt::format("a list of {} {}", type.elements.size(), plural_text(type.elements.front()));
    case Type::Kind::component:
      return fmt::format("{} {}", article(type.component), type.component);
    case Type::Kind::section:
    case Type::Kind::map:
      return "a map";
    case Type::Kind::alternatives: {
      std::vector<std::string> parts;
      for (const Type& element : type.elements) parts.push_back(to_text(element));
      return join(parts, " or ");
    }
    case Type::Kind::any:
      return "a value";
  }
  return "";
}

std::string reference_text(const Type& type) {
  std::string text;
  if (type.kind == Type::Kind::alternatives) {
    std::vector<std::string> parts;
    for (const Type& element : type.elements) parts.push_back(reference_text(element));
    return join(parts, " or ");
  }
  if (type.kind == Type::Kind::list || type.kind == Type::Kind::tuple) {
    text = type.kind == Type::Kind::list ? "list of " : fmt::format("{} ", type.elements.size());
    const Type& element = type.elements.front();
    const std::string range = element.range.text();
    return text + plural_text(element) + (range.empty() ? "" : ", each " + range);
  }
  text = to_text(type);
  for (std::string_view article : {"a ", "an "}) {
    if (text.starts_with(article)) text.erase(0, article.size());
  }
  const std::string range = type.range.text();
  return range.empty() ? text : text + " " + range;
}

}  // namespace runner
