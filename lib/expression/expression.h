#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace runner {

/// A number written as an expression in one variable (of several names), with Python's words, precedence and
/// rounding: numbers,
/// + - * / // % **, comparisons, `and or not`, `a if c else b`, parentheses, pi, e, and the functions that
/// `known_functions` lists, with or without `math.` in front. `lambda x: …` in front names the variable.
class Expression {
 public:
  struct Mistake {
    std::size_t offset = 0;  ///< bytes from the start of the text
    std::string message;
  };

  Expression() = default;  ///< of the value 0

  static std::variant<Expression, Mistake> parse(std::string_view text, std::vector<std::string> variables);

  /// NaN where Python would raise an error: a division by zero, the root of a negative number. Allocates
  /// nothing.
  double value(double variable) const;
  const std::string& text() const { return text_; }

  enum class Op : std::uint8_t {
    push,
    variable,
    drop,
    jump,            // over `skip` instructions
    jump_if_zero,    // takes the value
    jump_or_drop,    // `and`: over `skip` where the value is 0, else takes it
    jump_unless_or,  // `or`: over `skip` where the value isn't 0, else takes it
    // one value
    negate,
    logical_not,
    exp,
    log,
    log2,
    log10,
    sqrt,
    sin,
    cos,
    tan,
    tanh,
    floor,
    ceil,
    round,
    truncate,
    same,
    abs,
    // two values
    add,
    subtract,
    multiply,
    divide,
    floor_divide,
    modulo,
    power,
    log_to_base,
    smaller,
    larger,
    // a truth so far, a value and its successor: leaves the new truth and the successor
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal
  };
  struct Instruction {
    Op op;
    double number = 0;
    std::size_t skip = 0;
  };

 private:
  std::string text_ = "0";
  std::vector<Instruction> code_ = {{Op::push}};
};

/// "abs, ceil, cos, …": for texts that say what can be written.
std::string known_functions();

}  // namespace runner
