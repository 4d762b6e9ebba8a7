#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expression/expression.h"

namespace runner {

/// Reads an expression by recursive descent into code for a stack. `Expression::Mistake` is thrown within and
/// caught by `Expression::parse`.
class ExpressionParser {
 public:
  using Op = Expression::Op;
  using Code = std::vector<Expression::Instruction>;

  /// More open brackets, signs and conditions than this are a mistake, so that neither reading nor computing
  /// can run out of stack: each keeps at most 8 values waiting.
  static constexpr int deepest = 60;
  static constexpr std::size_t stack_size = 8 * (std::size_t{deepest} + 1);

  ExpressionParser(std::string_view text, std::vector<std::string> variables)
      : text_(text), variables_(std::move(variables)) {}
  Code parse();

 private:
  struct Deeper;

  void parse_lambda();
  void parse_conditional();
  void parse_or();
  void parse_and();
  void parse_not();
  void parse_comparison();
  void parse_sum();
  void parse_product();
  void parse_unary();
  void parse_power();
  void parse_value();
  void parse_number();
  void parse_name();
  void parse_call(std::string_view name, std::size_t at);

  void emit(Op op, double number = 0) { code_.push_back({op, number, 0}); }
  void skip_blanks();
  bool take(std::string_view symbol);
  bool take_word(std::string_view word);
  std::string_view peek_word();
  void expect(std::string_view symbol);
  [[noreturn]] void fail(std::size_t at, std::string message) const;
  std::string found() const;

  std::string_view text_;
  std::vector<std::string> variables_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Code code_;
};

}  // namespace runner
