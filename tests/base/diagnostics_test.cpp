#include "base/diagnostics.h"

#include <doctest/doctest.h>

using namespace runner;

namespace {

SourcePtr make_source(std::string text, std::string name = "x.yaml") {
  return std::make_shared<Source>(Source{std::move(name), std::move(text), "", false});
}

std::string shown(const Place& place, std::string message = "m") {
  return to_text({Severity::error, place, std::move(message)});
}

}  // namespace

TEST_CASE("a message shows its place, the line and a caret under the token") {
  const std::string text = std::string(16, '\n') + "optimizer: {type: SGD, momentom: 0.9}\n";
  const Place place{make_source(text, "experiments/x.yaml"), 17, 24, 8};
  CHECK(shown(place, "optimizer.momentom: SGD has no parameter 'momentom'; did you mean 'momentum'?") ==
        "experiments/x.yaml:17:24: error: optimizer.momentom: SGD has no parameter 'momentom'; did you mean "
        "'momentum'?\n"
        "   17 | optimizer: {type: SGD, momentom: 0.9}\n"
        "      |                        ^~~~~~~~\n");
}

TEST_CASE("the caret stands under the token of a line with a long number") {
  const std::string text = std::string(1234566, '\n') + "a: 1";
  CHECK(shown({make_source(text), 1234567, 4, 1}) ==
        "x.yaml:1234567:4: error: m\n1234567 | a: 1\n        |    ^\n");
}

TEST_CASE("places without a line are shown without one") {
  const auto word = std::make_shared<Source>(Source{"command line", "optimizer.lr=abc", "", true});
  CHECK(shown({word, 1, 14, 3}) == "command line: optimizer.lr=abc: error: m\n");
  CHECK(shown({}) == "error: m\n");
  CHECK(shown({make_source("a: 1"), 0, 0, 1}) == "x.yaml: error: m\n");
  CHECK(shown({make_source("a: 1\n"), 7, 1, 1}) == "x.yaml:7:1: error: m\n");
  CHECK(to_text({Severity::warning, {}, "m"}) == "warning: m\n");
}

TEST_CASE("the excerpt keeps to what a terminal shows") {
  struct Case {
    std::string line;
    int column, length;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {"größe: ü", 10, 2, "x.yaml:1:8: error: m\n    1 | größe: ü\n      |        ^\n"},
      {"\ta: bb", 5, 2, "x.yaml:1:5: error: m\n    1 | \ta: bb\n      | \t   ^~\n"},
      {"a: 1\r", 4, 1, "x.yaml:1:4: error: m\n    1 | a: 1\n      |    ^\n"},
      {"a: \x1b[31m\x7f", 4, 1, "x.yaml:1:4: error: m\n    1 | a: ?[31m?\n      |    ^\n"},
      {"\xC2\x9b\xE2\x80\xAEx", 6, 1, "x.yaml:1:3: error: m\n    1 | ??x\n      |   ^\n"},
      {"a\xff\xfe", 2, 1, "x.yaml:1:2: error: m\n    1 | a??\n      |  ^\n"},
      {"a: 1", 5, 1, "x.yaml:1:5: error: m\n    1 | a: 1\n      |     ^\n"},
      {"a: 1", 4, 99, "x.yaml:1:4: error: m\n    1 | a: 1\n      |    ^\n"},
      {"a", 40, 1, "x.yaml:1:2: error: m\n    1 | a\n      |  ^\n"},
  };
  for (const Case& c : cases) CHECK(shown({make_source(c.line), 1, c.column, c.length}) == c.expected);
}

TEST_CASE("a very long line is shown around its token") {
  const std::string line = std::string(500, 'a') + "bbb" + std::string(500, 'c');
  CHECK(shown({make_source(line), 1, 501, 3}) == "x.yaml:1:501: error: m\n    1 | …" + std::string(60, 'a') +
                                                     "bbb" + std::string(97, 'c') + "…\n      | " +
                                                     std::string(61, ' ') + "^~~\n");
  CHECK(shown({make_source(std::string(170, 'a')), 1, 1, 170}) == "x.yaml:1:1: error: m\n    1 | " +
                                                                      std::string(160, 'a') + "…\n      | ^" +
                                                                      std::string(159, '~') + "\n");
}

TEST_CASE("a message has one line, of readable length") {
  CHECK(shown({}, "a\nb\x1b") == "error: a?b?\n");
  CHECK(shown({}, std::string(5000, 'a')) == "error: " + std::string(2000, 'a') + "…\n");
}

TEST_CASE("messages are sorted by file as first seen, line and column, each once") {
  const SourcePtr a = make_source("1\n2\n3\n", "a.yaml"), b = make_source("1\n2\n", "b.yaml");
  Diagnostics diagnostics;
  diagnostics.error({b, 2, 1, 1}, "b2");
  diagnostics.warning({a, 3, 1, 1}, "a3");
  diagnostics.error({a, 1, 2, 1}, "a1, second");
  diagnostics.error({a, 1, 1, 1}, "a1, first");
  diagnostics.error({a, 1, 1, 1}, "a1, also");
  diagnostics.error({a, 1, 1, 1}, "a1, first");
  diagnostics.error({make_source("1\n2\n", "b.yaml"), 1, 1, 1}, "b1");
  std::vector<std::string> messages;
  for (const Diagnostic& d : diagnostics.sorted()) messages.push_back(d.message);
  CHECK(messages == std::vector<std::string>{"b1", "b2", "a1, first", "a1, also", "a1, second", "a3"});
}

TEST_CASE("warnings are no errors") {
  Diagnostics diagnostics;
  CHECK(diagnostics.empty());
  CHECK(diagnostics.text() == "");
  diagnostics.warning({}, "w");
  CHECK_FALSE(diagnostics.empty());
  CHECK_FALSE(diagnostics.has_errors());
  diagnostics.error({}, "e");
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.text() == "warning: w\nerror: e\n");
}

TEST_CASE("of very many messages the first fifty are told, then their number") {
  const SourcePtr source = make_source(std::string(100, '\n'));
  Diagnostics diagnostics;
  for (int round = 0; round < 2; ++round)
    for (int line = 80; line > 0; --line) diagnostics.error({source, line, 1, 1}, "e");
  for (int line = 1; line <= 3; ++line) diagnostics.warning({source, line, 1, 1}, "w");
  const auto told = diagnostics.sorted();
  REQUIRE(told.size() == 50);
  CHECK(told.front().place.line == 1);
  CHECK(told.back().place.line == 50);
  CHECK(diagnostics.count() == 83);
  CHECK(diagnostics.text().ends_with("x.yaml:50:1: error: e\n   50 | \n      | ^\n… and 33 more\n"));
}

// 40,000 unknown keys had the line to write worked out for each: 9 s in the place of 1.
TEST_CASE("what stands behind the first fifty errors would not be told") {
  const SourcePtr source = make_source(std::string(100, '\n'));
  Diagnostics diagnostics;
  for (int line = 2; line <= 50; ++line) diagnostics.error({source, line, 1, 1}, "e");
  CHECK(diagnostics.would_tell({source, 99, 1, 1}));
  diagnostics.error({source, 51, 1, 1}, "e");
  CHECK(diagnostics.would_tell({source, 1, 1, 1}));
  CHECK(diagnostics.would_tell({source, 50, 9, 1}));
  CHECK(!diagnostics.would_tell({source, 51, 2, 1}));
  CHECK(diagnostics.would_tell({make_source("another"), 99, 1, 1}));  // it may be a copy of one that is known
}

TEST_CASE("messages that are not told count where they are added to others") {
  const SourcePtr source = make_source(std::string(100, '\n'));
  Diagnostics some, others;
  for (int line = 1; line <= 60; ++line) some.error({source, line, 1, 1}, "e");
  for (int line = 31; line <= 90; ++line) others.error({source, line, 1, 1}, "e");
  some.add(others);
  CHECK(some.count() == 90);
  CHECK(some.sorted().size() == 50);
  CHECK(some.text().ends_with("… and 40 more\n"));
}

TEST_CASE("warnings leave their places to errors") {
  Diagnostics diagnostics;
  const SourcePtr source = make_source(std::string(100, '\n'));
  for (int line = 1; line <= 60; ++line) diagnostics.warning({source, line, 1, 1}, "w");
  diagnostics.error({source, 99, 1, 1}, "e");
  const auto told = diagnostics.sorted();
  CHECK(told.size() == 50);
  CHECK(told.back().message == "e");
  CHECK(diagnostics.text().ends_with("… and 11 more\n"));
}
