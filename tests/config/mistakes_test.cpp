#include <fmt/format.h>

#include "reading.h"

using namespace runner;

namespace {

struct Case {
  std::string yaml, mistakes;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    CAPTURE(c.yaml);
    CHECK(mistakes_of(c.yaml) == c.mistakes);
  }
}

}  // namespace

TEST_CASE("a mistake is shown with its line and a caret") {
  Diagnostics diagnostics;
  CHECK_FALSE(parse_yaml(make_source("a: 1\nb: @x\n"), diagnostics).has_value());
  CHECK(diagnostics.text() ==
        "x.yaml:2:4: error: a value can't begin with '@' unless it is in quotes\n"
        "    2 | b: @x\n"
        "      |    ^\n");
}

TEST_CASE("what follows the document is refused, not dropped") {
  check({
      {"- a\nb: 1", "2:1: text behind the end of the document; check the indentation"},
      {"  a: 1\nb: 2", "2:1: text behind the end of the document; check the indentation"},
      {"{a: 1}, {b: 2}", "1:7: unexpected text behind the value"},
      {"[1], 2", "1:4: unexpected text behind the value"},
      {"a: 1\n---\nb: 2", "2:1: a second document begins here; a file holds one"},
      {"a: 1\n...\nb: 2", "3:1: text behind the end of the document; check the indentation"},
      {"a: 1\n...\n%YAML x\nb: 2", "3:1: text behind the end of the document; check the indentation"},
      {"- a\nb: 'c", "2:1: text behind the end of the document; check the indentation"},
      {",", "1:1: text behind the end of the document; check the indentation"},
      {"%YAML 1.2\n%YAML 1.2\n---\na: 1",
       "2:1: a line that begins with '%' is not supported; comments begin with '#'"},
      {"%a\nb: 1", "1:1: a line that begins with '%' is not supported; comments begin with '#'"},
  });
}

TEST_CASE("an empty file is said to be empty") {
  for (const char* text : {"", "\n\n", "# only a comment", "---", "---\n...\n", " \t \n"})
    CHECK(mistakes_of(text) == "0:0: the file is empty");
}

TEST_CASE("text that YAML is not made of") {
  check({
      {"a: \xff", "1:4: the byte 0xff is not UTF-8; save the file as UTF-8"},
      {"\xff\xfe"
       "a",
       "0:0: this is UTF-16; save the file as UTF-8"},
      {"a: 1\nb: x\x01", "2:5: a control character (U+0001)"},
      {std::string("a: \"x\0\"", 8), "1:6: a control character (U+0000)"},
      {"a: 1\rb: 2", "1:5: a control character (U+000D)"},
      {"a: \x7f", "1:4: a control character (U+007F)"},
      {"a: \xC2\x85", "1:4: a control character (U+0085)"},
      {"a: b\xC2\xA0", "1:5: a no-break space (U+00A0); write an ordinary one, or put the text in quotes"},
  });
}

TEST_CASE("quotes and brackets without an end are reported where they begin") {
  check({
      {"a: \"abc\nb: 1\n", "1:4: the quote that opens here is never closed"},
      {"x: \"a\" # it's\ny: it's\nz: 'abc\nq: 1", "3:4: the quote that opens here is never closed"},
      {"a: [\"b\", c d, 'e", "1:15: the quote that opens here is never closed"},
      {"- 'a'\n- &x !!str \"b\n", "2:12: the quote that opens here is never closed"},
      {"a: \"b\nc: \"d\"\n",
       "2:5: unexpected text behind the value; put the whole value in quotes if it belongs to it"},
      {"a: 'b\n---\nc'", "2:1: '---' at the start of a line inside of a text in quotes"},
      {"a: [1, 2", "1:4: the '[' that opens here is never closed"},
      {"a:\n  b: {c: 1\n", "2:6: the '{' that opens here is never closed"},
      {"a: [1, 2\nb: 3\n", "2:2: expected ',' or ']' before this; the '[' of line 1 is still open"},
      {"a: {\n  b: 1\n  c: 2\n}", "3:4: expected ',' or '}' before this; the '{' of line 1 is still open"},
      {"a: [\"b\" \"c\"]", "1:9: expected ',' or ']' before this"},
      {"a: ]", "1:4: this ']' closes nothing; check the brackets before it"},
      {"a: {b: [1, 2}", "1:13: this '}' closes nothing; check the brackets before it"},
  });
}

TEST_CASE("indentation that does not fit") {
  const std::string key_not_expected =
      "a key is not expected here; check the indentation, and that the line before has ': ' between its key "
      "and its value";
  check({
      {"a:\n\tb: 1", "2:1: a tab in the indentation; YAML wants spaces"},
      {"a: 1\n  \tb: 2", "2:3: a tab in the indentation; YAML wants spaces"},
      {"\ta: 1", "1:1: a tab in the indentation; YAML wants spaces"},
      {"a: 1\n  b: 2", "2:3: " + key_not_expected},
      {"a:1\nb: 2", "2:1: " + key_not_expected},
      {"a: b: c", "1:5: a second ':' in one line; put a text that holds ': ' in quotes"},
      {"a: 1\n- b", "2:1: a list item ('- ') where a key is expected; check the indentation"},
      {"a:\n  b: 1\n c: 2", "3:2: this line fits into none of the indentations above it"},
      {"a:\n  - x\n - y", "3:2: a list item ('- ') where a key is expected; check the indentation"},
      {"a: |\n  x\n y", "3:2: this line fits into none of the indentations above it"},
      {"a: \"x\" y",
       "1:8: unexpected text behind the value; put the whole value in quotes if it belongs to it"},
      {"a: - b", "1:4: a list item ('- ') can't begin here; it begins on a line of its own"},
  });
}

TEST_CASE("keys that are none") {
  check({
      {"a: 1\nb: 2\na: 3\nc: {x: 1, x: 2}\nd: [{e: 1, 'e': 2}]",
       "3:1: a: this key is on line 1 already\n"
       "4:11: c.x: this key is on line 4 already\n"
       "5:12: d.0.e: this key is on line 5 already"},
      {"? [a]\n: 1", "1:3: a list or map can't be a key"},
      {"{{a: 1}: 2}", "1:2: a list or map can't be a key"},
      {"~: 1", "1:1: a key must be a text; put it in quotes"},
      {": 1", "1:1: a key must be a text; put it in quotes"},
      {"a: &b 1\n*b : 2", "2:1: an alias can't be a key"},
      {"a: &b [1]\nd:\n  <<: *b\ne: {<<: [{f: 1}, 2]}",
       "3:3: '<<' takes in the keys of a map: write <<: *name, or <<: [*one, *other]\n"
       "4:5: '<<' takes in the keys of a map: write <<: *name, or <<: [*one, *other]"},
      {"a: &b {c: 1}\nd: {<<: *b, <<: *b}", "2:13: d.<<: this key is on line 2 already"},
      {"a: {lr:0.1}", "1:5: a space is missing behind the ':'"},
  });
}

TEST_CASE("values that can't be read") {
  const auto can_not_be_read = [](const std::string& what, const std::string& sign) {
    return what + " that can't be read; put a text that begins with '" + sign + "' in quotes";
  };
  check({
      {"a: `x`", "1:4: a value can't begin with '`' unless it is in quotes"},
      {"a: ?", "1:4: a value can't begin with '? ' unless it is in quotes"},
      {"a: *x", "1:4: no anchor ('&' and this name) stands before this alias"},
      {"a: &a [*a]", "1:8: '*a' stands inside of what it stands for"},
      {"a: &a {b: *a}", "1:11: '*a' stands inside of what it stands for"},
      {"a: *", can_not_be_read("1:5: an alias ('*' and a name)", "*")},
      {"a: & b", can_not_be_read("1:5: an anchor ('&' and a name)", "&")},
      {"a: !<x 3", can_not_be_read("1:7: a tag", "!")},
      {"a: !foo 3", "1:9: the tag '!foo' is not supported; put a text that begins with '!' in quotes"},
      {"a: \"C:\\data\"", "1:7: an unknown escape; in single quotes a backslash is an ordinary character"},
      {"a: \"\\ud800\"", "1:5: an unknown escape; in single quotes a backslash is an ordinary character"},
      {"a: |x\n b",
       "1:5: a block of text begins with '|' or '>' alone on its line; put other text in quotes"},
      {"a: >0\n b",
       "1:6: a block of text begins with '|' or '>' alone on its line; put other text in quotes"},
  });
}

TEST_CASE("aliases that would explode are refused") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  std::string deep = "a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i) {
    bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i,
                        i - 1);
    deep += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  }
  CHECK(mistakes_of(bomb) == "6:15: more than 200000 values (an alias counts as what it stands for)");
  CHECK(mistakes_of(deep) == "64:12: more than 64 levels");
}
