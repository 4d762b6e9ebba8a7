#include "expression/expression_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <numbers>
#include <utility>

#include "base/text.h"

namespace runner {

namespace {

using Op = Expression::Op;

struct Function {
  std::string_view name;
  Op op;
  int fewest, most;  // values; 0: any number
};

constexpr std::array<Function, 19> functions = {{{"abs", Op::abs, 1, 1},
                                                 {"ceil", Op::ceil, 1, 1},
                                                 {"cos", Op::cos, 1, 1},
                                                 {"exp", Op::exp, 1, 1},
                                                 {"float", Op::same, 1, 1},
                                                 {"floor", Op::floor, 1, 1},
                                                 {"int", Op::truncate, 1, 1},
                                                 {"log", Op::log, 1, 2},
                                                 {"log10", Op::log10, 1, 1},
                                                 {"log2", Op::log2, 1, 1},
                                                 {"max", Op::larger, 2, 0},
                                                 {"min", Op::smaller, 2, 0},
                                                 {"pow", Op::power, 2, 2},
                                                 {"round", Op::round, 1, 1},
                                                 {"sin", Op::sin, 1, 1},
                                                 {"sqrt", Op::sqrt, 1, 1},
                                                 {"tan", Op::tan, 1, 1},
                                                 {"tanh", Op::tanh, 1, 1},
                                                 {"trunc", Op::truncate, 1, 1}}};

constexpr std::array<std::string_view, 6> reserved = {"if", "else", "and", "or", "not", "lambda"};

bool begins_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool continues_word(char c) {
  return begins_word(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

std::string known_functions() {
  std::vector<std::string> names;
  for (const Function& function : functions) names.emplace_back(function.name);
  return join(names, ", ");
}

/// One level deeper for as long as it lives.
struct ExpressionParser::Deeper {
  explicit Deeper(ExpressionParser& parser) : depth(parser.depth_) {
    if (++depth > deepest) parser.fail(parser.at_, "this is nested too deeply");
  }
  ~Deeper() { --depth; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  int& depth;
};

ExpressionParser::Code ExpressionParser::parse() {
  if (take_word("lambda")) parse_lambda();
  parse_conditional();
  skip_blanks();
  if (at_ == text_.size()) return std::move(code_);
  if (text_[at_] == '^') fail(at_, "a power is written '**', not '^'");
  if (text_[at_] == '=') fail(at_, "a comparison is written '==', not '='");
  fail(at_, fmt::format("expected an operator, not {}", found()));
}

void ExpressionParser::parse_lambda() {
  const std::string_view word = peek_word();
  if (word.empty()) fail(at_, fmt::format("expected the variable's name, not {}", found()));
  at_ += word.size();
  variables_ = {std::string(word)};
  expect(":");
}

/// In Python's order of evaluation: the condition first, then one of the values.
void ExpressionParser::parse_conditional() {
  const Deeper deeper(*this);
  const auto begin = static_cast<Code::difference_type>(code_.size());
  parse_or();
  if (!take_word("if")) return;
  const Code chosen(code_.begin() + begin, code_.end());
  code_.erase(code_.begin() + begin, code_.end());
  parse_or();
  code_.push_back({Op::jump_if_zero, 0, chosen.size() + 1});
  code_.insert(code_.end(), chosen.begin(), chosen.end());
  const std::size_t jump = code_.size();
  emit(Op::jump);
  skip_blanks();
  if (!take_word("else")) fail(at_, fmt::format("expected 'else', not {}", found()));
  parse_conditional();
  code_[jump].skip = code_.size() - jump - 1;
}

void ExpressionParser::parse_or() {
  parse_and();
  while (take_word("or")) {
    const std::size_t jump = code_.size();
    emit(Op::jump_unless_or);
    parse_and();
    code_[jump].skip = code_.size() - jump - 1;
  }
}

void ExpressionParser::parse_and() {
  parse_not();
  while (take_word("and")) {
    const std::size_t jump = code_.size();
    emit(Op::jump_or_drop);
    parse_not();
    code_[jump].skip = code_.size() - jump - 1;
  }
}

void ExpressionParser::parse_not() {
  if (!take_word("not")) return parse_comparison();
  const Deeper deeper(*this);
  parse_not();
  emit(Op::logical_not);
}

/// `a < b < c` is true where both comparisons are: a truth lies under the values while they are compared.
void ExpressionParser::parse_comparison() {
  constexpr std::array<std::pair<std::string_view, Op>, 6> comparisons = {{{"<=", Op::less_equal},
                                                                           {">=", Op::greater_equal},
                                                                           {"==", Op::equal},
                                                                           {"!=", Op::not_equal},
                                                                           {"<", Op::less},
                                                                           {">", Op::greater}}};
  const std::size_t begin = code_.size();
  parse_sum();
  const auto taken = [&] {
    return std::find_if(comparisons.begin(), comparisons.end(), [&](const auto& c) { return take(c.first); });
  };
  const auto* which = taken();
  if (which == comparisons.end()) return;
  code_.insert(code_.begin() + static_cast<Code::difference_type>(begin), {Op::push, 1.0, 0});
  for (; which != comparisons.end(); which = taken()) {
    parse_sum();
    emit(which->second);
  }
  emit(Op::drop);
}

void ExpressionParser::parse_sum() {
  parse_product();
  for (;;) {
    const bool plus = take("+");
    if (!plus && !take("-")) return;
    parse_product();
    emit(plus ? Op::add : Op::subtract);
  }
}

void ExpressionParser::parse_product() {
  parse_unary();
  for (;;) {
    skip_blanks();
    if (text_.substr(at_).starts_with("**")) return;
    Op op = Op::floor_divide;
    if (!take("//")) {
      if (take("*")) {
        op = Op::multiply;
      } else if (take("/")) {
        op = Op::divide;
      } else if (take("%")) {
        op = Op::modulo;
      } else {
        return;
      }
    }
    parse_unary();
    emit(op);
  }
}

/// A sign binds less than a power: -2 ** 2 is -4.
void ExpressionParser::parse_unary() {
  const bool minus = take("-");
  if (!minus && !take("+")) return parse_power();
  const Deeper deeper(*this);
  parse_unary();
  if (minus) emit(Op::negate);
}

void ExpressionParser::parse_power() {
  parse_value();
  if (!take("**")) return;
  const Deeper deeper(*this);
  parse_unary();
  emit(Op::power);
}

void ExpressionParser::parse_value() {
  skip_blanks();
  if (take("(")) {
    parse_conditional();
    return expect(")");
  }
  const char next = at_ < text_.size() ? text_[at_] : ' ';
  if (is_digit(next) || next == '.') return parse_number();
  const std::string_view word = peek_word();
  const bool is_reserved = std::find(reserved.begin(), reserved.end(), word) != reserved.end();
  if (word.empty() || is_reserved) fail(at_, fmt::format("expected a value, not {}", found()));
  parse_name();
}

void ExpressionParser::parse_number() {
  const std::size_t begin = at_;
  const auto digits = [&] {
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  };
  digits();
  if (at_ < text_.size() && text_[at_] == '.') ++at_;
  digits();
  if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    digits();
  }
  const std::string_view token = text_.substr(begin, at_ - begin);
  const auto number = runner::parse_number(token);
  if (!number) fail(begin, fmt::format("'{}' is not a number", token));
  emit(Op::push, *number);
}

void ExpressionParser::parse_name() {
  std::size_t begin = at_;
  std::string_view word = peek_word();
  at_ += word.size();
  if (word == "math" && take(".")) {
    begin = at_;
    word = peek_word();
    if (word.empty()) fail(at_, fmt::format("expected a function's name, not {}", found()));
    at_ += word.size();
  }
  if (std::find(variables_.begin(), variables_.end(), word) != variables_.end()) return emit(Op::variable);
  if (word == "pi") return emit(Op::push, std::numbers::pi);
  if (word == "e") return emit(Op::push, std::numbers::e);
  parse_call(word, begin);
}

void ExpressionParser::parse_call(std::string_view name, std::size_t at) {
  const auto* function =
      std::find_if(functions.begin(), functions.end(), [&](const Function& f) { return f.name == name; });
  if (function == functions.end()) {
    std::vector<std::string> known = variables_;
    known.insert(known.end(), {"pi", "e"});
    for (const Function& f : functions) known.emplace_back(f.name);
    fail(at, fmt::format("there is no '{}'{}", name, suggestion(name, known)));
  }
  expect("(");
  int values = 0;
  do {
    parse_conditional();
    // One after the other, so that only two values ever wait.
    if (++values > 1 && function->most == 0) emit(function->op);
  } while (take(","));
  expect(")");
  if (values < function->fewest || (function->most > 0 && values > function->most)) {
    fail(at, fmt::format("{} takes {}{} value{}, not {}", name, function->most == 0 ? "at least " : "",
                         function->fewest == function->most || function->most == 0
                             ? std::to_string(function->fewest)
                             : "1 or 2",
                         function->most == 1 ? "" : "s", values));
  }
  if (function->most == 0) return;
  emit(name == "log" && values == 2 ? Op::log_to_base : function->op);
}

void ExpressionParser::skip_blanks() {
  while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
}

bool ExpressionParser::take(std::string_view symbol) {
  skip_blanks();
  if (!text_.substr(at_).starts_with(symbol)) return false;
  at_ += symbol.size();
  return true;
}

std::string_view ExpressionParser::peek_word() {
  skip_blanks();
  std::size_t end = at_;
  if (end < text_.size() && begins_word(text_[end])) {
    while (end < text_.size() && continues_word(text_[end])) ++end;
  }
  return text_.substr(at_, end - at_);
}

bool ExpressionParser::take_word(std::string_view word) {
  if (peek_word() != word) return false;
  at_ += word.size();
  return true;
}

void ExpressionParser::expect(std::string_view symbol) {
  if (!take(symbol)) fail(at_, fmt::format("expected '{}', not {}", symbol, found()));
}

void ExpressionParser::fail(std::size_t at, std::string message) const {
  throw Expression::Mistake{at, std::move(message)};
}

/// What stands where the parser is, for messages.
std::string ExpressionParser::found() const {
  if (at_ >= text_.size()) return "the end";
  std::size_t end = at_ + 1;
  while (end < text_.size() &&
         (continues_word(text_[at_]) ? continues_word(text_[end]) : (text_[end] & '\xC0') == '\x80')) {
    ++end;
  }
  return fmt::format("'{}'", text_.substr(at_, end - at_));
}

}  // namespace runner
