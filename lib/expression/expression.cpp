#include "expression/expression.h"

#include <array>
#include <cmath>
#include <limits>

#include "expression/expression_parser.h"

namespace runner {

namespace {

using Op = Expression::Op;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Python's float division with remainder: the remainder has the sign of the divisor.
struct Quotient {
  double whole, rest;
};
Quotient divide_with_rest(double a, double b) {
  if (b == 0) return {undefined, undefined};
  double rest = std::fmod(a, b);
  double whole = (a - rest) / b;
  if (rest == 0) {
    rest = std::copysign(0.0, b);
  } else if ((b < 0) != (rest < 0)) {
    rest += b;
    whole -= 1;
  }
  const double floored = std::floor(whole);
  return {whole - floored > 0.5 ? floored + 1 : floored, rest};
}

double of_one(Op op, double x) {
  switch (op) {
    case Op::negate:
      return -x;
    case Op::logical_not:
      return x == 0 ? 1 : 0;
    case Op::exp:
      return std::exp(x);
    case Op::log:
      return x > 0 ? std::log(x) : undefined;
    case Op::log2:
      return x > 0 ? std::log2(x) : undefined;
    case Op::log10:
      return x > 0 ? std::log10(x) : undefined;
    case Op::sqrt:
      return std::sqrt(x);
    case Op::sin:
      return std::sin(x);
    case Op::cos:
      return std::cos(x);
    case Op::tan:
      return std::tan(x);
    case Op::tanh:
      return std::tanh(x);
    case Op::floor:
      return std::floor(x);
    case Op::ceil:
      return std::ceil(x);
    case Op::round:
      return std::nearbyint(x);  // to even, as Python does
    case Op::truncate:
      return std::trunc(x);
    case Op::abs:
      return std::abs(x);
    default:
      return x;
  }
}

double of_two(Op op, double a, double b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return b == 0 ? undefined : a / b;
    case Op::floor_divide:
      return divide_with_rest(a, b).whole;
    case Op::modulo:
      return divide_with_rest(a, b).rest;
    case Op::power:
      return a == 0 && b < 0 ? undefined : std::pow(a, b);
    case Op::log_to_base:
      return a > 0 && b > 0 && b != 1 ? std::log(a) / std::log(b) : undefined;
    case Op::smaller:
      return b < a ? b : a;
    default:
      return b > a ? b : a;
  }
}

bool compares(Op op, double a, double b) {
  switch (op) {
    case Op::less:
      return a < b;
    case Op::less_equal:
      return a <= b;
    case Op::greater:
      return a > b;
    case Op::greater_equal:
      return a >= b;
    case Op::equal:
      return a == b;
    default:
      return a != b;
  }
}

}  // namespace

std::variant<Expression, Expression::Mistake> Expression::parse(std::string_view text,
                                                                std::vector<std::string> variables) {
  Expression expression;
  try {
    expression.code_ = ExpressionParser(text, std::move(variables)).parse();
  } catch (const Mistake& mistake) {
    return mistake;
  }
  expression.text_ = text;
  return expression;
}

double Expression::value(double variable) const {
  std::array<double, ExpressionParser::stack_size> stack;
  double* next = stack.data();  // the first free place; the newest value lies before it
  for (std::size_t i = 0; i < code_.size(); ++i) {
    const Instruction& now = code_[i];
    if (now.op >= Op::less) {
      next[-3] = next[-3] != 0 && compares(now.op, next[-2], next[-1]) ? 1 : 0;
      next[-2] = next[-1];
      --next;
    } else if (now.op >= Op::add) {
      --next;
      next[-1] = of_two(now.op, next[-1], next[0]);
    } else if (now.op >= Op::negate) {
      next[-1] = of_one(now.op, next[-1]);
    } else if (now.op == Op::push || now.op == Op::variable) {
      *next++ = now.op == Op::push ? now.number : variable;
    } else if (now.op == Op::jump) {
      i += now.skip;
    } else if (now.op == Op::drop) {
      --next;
    } else if (now.op == Op::jump_if_zero) {
      if (*--next == 0) i += now.skip;
    } else if ((next[-1] == 0) == (now.op == Op::jump_or_drop)) {
      i += now.skip;
    } else {
      --next;
    }
  }
  return next[-1];
}

}  // namespace runner
