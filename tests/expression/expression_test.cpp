#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "expression/expression.h"

using namespace runner;

namespace {

double value_of(const std::string& text, double epoch) {
  const auto parsed = Expression::parse(text, {"epoch", "x"});
  REQUIRE(std::holds_alternative<Expression>(parsed));
  return std::get<Expression>(parsed).value(epoch);
}

/// `first`, then `part` many times.
std::string repeated(std::string first, const std::string& part, int times) {
  std::string text = std::move(first);
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("an expression has the value that Python gives it") {
  struct Case {
    std::string text;
    double epoch, value;
  };
  const std::vector<Case> cases = {
      {"1", 0, 1},
      {"epoch", 3, 3},
      {"0.95 ** epoch", 2, 0.95 * 0.95},
      {"2 + 3 * 4 - 6 / 4", 0, 12.5},
      {"10 - 3 - 2", 0, 5},
      {"100 / 5 / 2", 0, 10},
      {"(2 + 3) * 4", 0, 20},
      {"-2 ** 2", 0, -4},
      {"2 ** -1", 0, 0.5},
      {"2 ** 3 ** 2", 0, 512},
      {"2 * -3", 0, -6},
      {"- - +2", 0, 2},
      {"7 // 2", 0, 3},
      {"-7 // 2", 0, -4},
      {"7 // -2", 0, -4},
      {"-7 % 3", 0, 2},
      {"7 % -3", 0, -2},
      {"5.5 % 2", 0, 1.5},
      {"0.5 ** (epoch // 30)", 65, 0.25},
      {".5e1 + 1.E-1", 0, 5.1},
      {"min(epoch / 10, 1)", 4, 0.4},
      {"max(1, 5, 3)", 0, 5},
      {"math.sqrt(16) + abs(-2)", 0, 6},
      {"floor(-1.5) + ceil(1.2)", 0, 0},
      {"round(0.5) + round(1.5) + round(2.5)", 0, 4},
      {"int(-1.7)", 0, -1},
      {"log(8, 2) + log2(4) + log10(1000)", 0, 8},
      {"pow(2, 5)", 0, 32},
      {"exp(0) + sin(0) + cos(0) + tan(0) + tanh(0)", 0, 2},
      {"cos(pi)", 0, -1},
      {"log(e)", 0, 1},
      {"1 if epoch < 5 else 0.1", 4, 1},
      {"1 if epoch < 5 else 0.1", 5, 0.1},
      {"1 if epoch < 5 else 0.5 if epoch < 8 else 0.1", 7, 0.5},
      {"(1 if epoch else 2) if epoch < 5 else 3", 0, 2},
      {"1 < 2 < 3", 0, 1},
      {"1 < 3 < 2", 0, 0},
      {"3 > 2 >= 2 != 1", 0, 1},
      {"(1 == 1) + (1 != 1)", 0, 1},
      {"not epoch", 0, 1},
      {"not epoch == 0 or 4", 0, 4},
      {"epoch and 5", 0, 0},
      {"epoch and 5", 1, 5},
      {"epoch or 5", 0, 5},
      {"epoch or 5", 2, 2},
      {"lambda epoch: 0.5 ** epoch", 1, 0.5},
      {"x / 2", 3, 1.5},
      {"lambda e: e * e", 3, 9},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(value_of(one.text, one.epoch) == doctest::Approx(one.value).epsilon(1e-15));
  }
}

TEST_CASE("where Python would raise an error, a value is not a number") {
  for (const std::string text : {"1 / epoch", "1 // epoch", "1 % epoch", "log(epoch)", "sqrt(epoch - 1)",
                                 "epoch ** -1", "(epoch - 8) ** 0.5", "log(2, 1)"}) {
    CAPTURE(text);
    CHECK(std::isnan(value_of(text, 0)));
  }
}

TEST_CASE("what is wrong in an expression is told with its place") {
  struct Mistake {
    std::string text;
    std::size_t offset;
    std::string message;
  };
  const std::vector<Mistake> mistakes = {
      {"", 0, "expected a value, not the end"},
      {"2 *", 3, "expected a value, not the end"},
      {"2 * )", 4, "expected a value, not ')'"},
      {"(2", 2, "expected ')', not the end"},
      {"0.95 ^ epoch", 5, "a power is written '**', not '^'"},
      {"epoch = 2", 6, "a comparison is written '==', not '='"},
      {"2 epoch", 2, "expected an operator, not 'epoch'"},
      {"0.95 ** epohc", 8, "there is no 'epohc'; did you mean 'epoch'?"},
      {"sqr(2)", 0, "there is no 'sqr'; did you mean 'sqrt'?"},
      {"math.sqr(2)", 5, "there is no 'sqr'; did you mean 'sqrt'?"},
      {"math.", 5, "expected a function's name, not the end"},
      {"sqrt", 4, "expected '(', not the end"},
      {"sqrt(1, 2)", 0, "sqrt takes 1 value, not 2"},
      {"min(1)", 0, "min takes at least 2 values, not 1"},
      {"log(1, 2, 3)", 0, "log takes 1 or 2 values, not 3"},
      {"pow(2)", 0, "pow takes 2 values, not 1"},
      {"1 if epoch", 10, "expected 'else', not the end"},
      {"1 if else 2", 5, "expected a value, not 'else'"},
      {"1e", 0, "'1e' is not a number"},
      {"1.2.3", 3, "expected an operator, not '.'"},
      {"lambda 3: 2", 7, "expected the variable's name, not '3'"},
      {"2 × 3", 2, "expected an operator, not '×'"},
      {repeated("", "(", 100000), 60, "this is nested too deeply"},
      {repeated("", "-", 100000), 60, "this is nested too deeply"},
      {repeated("", "not ", 100000), 239, "this is nested too deeply"},
  };
  for (const Mistake& one : mistakes) {
    CAPTURE(one.text.substr(0, 60));
    const auto parsed = Expression::parse(one.text, {"epoch", "x"});
    const auto* mistake = std::get_if<Expression::Mistake>(&parsed);
    REQUIRE(mistake != nullptr);
    CHECK(mistake->offset == one.offset);
    CHECK(mistake->message == one.message);
  }
}

TEST_CASE("long expressions are computed without much memory") {
  CHECK(value_of(repeated("1", " + 1", 100000), 0) == 100001);
  CHECK(value_of(repeated("max(0", ", epoch", 100000) + ")", 7) == 7);
  CHECK(value_of(repeated(repeated("", "(1 < 0 < 1 + 2 * 3 ** ", 25) + "1", ")", 25), 0) == 0);
}
