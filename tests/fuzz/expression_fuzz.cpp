#include "expression/expression.h"

#include "fuzz.h"

using namespace runner;

/// An expression of the step, parsed and calculated at a few steps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::string> names = {"epoch", "step"};
  const auto parsed = Expression::parse(fuzz::text_of(data, size), names);
  if (const auto* mistake = std::get_if<Expression::Mistake>(&parsed)) {
    fuzz::must(mistake->offset <= size && !mistake->message.empty(), "a mistake has a place and words");
    return 0;
  }
  for (const double step : {0.0, 1.0, 7.0, -2.5, 1e300}) std::get<Expression>(parsed).value(step);
  return 0;
}
