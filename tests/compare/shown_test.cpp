#include "compare/shown.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "compare/fake_contenders.h"

using namespace runner;

namespace {

ShownComparison shown_pair(const std::string& a = "Adam lr=0.01") {
  return shown_of(
      compare_pairs({contender_of(a, seeds_of_a), contender_of("SGD", seeds_of_b)}, {{0, 1}}, accuracy, true),
      nullptr);
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, character_count(line));
  return widest;
}

}  // namespace

TEST_CASE("a pair in a terminal") {
  const std::string text = as_text(shown_pair(), 100);
  CHECK(
      text.substr(0, text.find("  difference: ")) ==
      "final val_accuracy, higher is better: a − b\n"
      "a             b    difference         95 % interval  better  P(a better)  p (Holm)   n  seeds needed\n"
      "Adam lr=0.01  SGD      0.0041  0.001658 to 0.006542  a              0.74    0.0042  10             8\n"
      "(a wider terminal, --markdown or --html show more columns)\n");
}

TEST_CASE("a table keeps to its width") {
  ShownComparison shown = shown_pair(std::string(200, 'x'));
  shown.methods.clear();
  for (const std::size_t width : {60U, 80U, 120U, 200U}) CHECK(widest_line(as_text(shown, width)) <= width);
}

TEST_CASE("names are text in every language") {
  const std::string hostile = "</td><script>|&_%\x1b[31m\"\u202e";
  const ShownComparison shown = shown_pair(hostile);
  const std::string markdown = as_markdown(shown), latex = as_latex(shown), html = as_html(shown, hostile);
  for (const std::string& text : {as_text(shown, 100), markdown, latex, html}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\u202e") == std::string::npos);
  }
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("&lt;/td&gt;&lt;script&gt;|&amp;_%") != std::string::npos);
  CHECK(latex.find("\\textless{}/td\\textgreater{}") != std::string::npos);
  CHECK(latex.find("\\textbar{}\\&\\_\\%") != std::string::npos);
  CHECK(markdown.find("&lt;/td&gt;&lt;script&gt;\\|&amp;\\_%") != std::string::npos);
}

TEST_CASE("LaTeX and Markdown are whole tables") {
  const ShownComparison shown = shown_pair();
  const std::string latex = as_latex(shown), markdown = as_markdown(shown);
  CHECK(latex.find("\\begin{tabular}{llrrlrrrrrrr}\n\\toprule\na & b & difference & ") != std::string::npos);
  CHECK(latex.find("Adam lr=0.01 & SGD & 0.0041 & 0.001658 to 0.006542 & a & 0.74 & 0.0042 & 10 & 8 & ") !=
        std::string::npos);
  CHECK(markdown.find("| a | b | difference | 95 % interval | better |") != std::string::npos);
  CHECK(markdown.find("| Adam lr=0.01 | SGD | 0.0041 |") != std::string::npos);
}
