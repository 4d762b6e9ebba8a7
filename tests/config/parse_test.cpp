#include <fmt/format.h>

#include "reading.h"

using namespace runner;

TEST_CASE("values of YAML become nodes") {
  struct Case {
    std::string yaml, flow;
  };
  const std::vector<Case> cases = {
      {"a: 1\nb: [x, y]\nc:\n  d: e\n", "{a: 1, b: [x, y], c: {d: e}}"},
      {"- 1\n- [2, 3]\n- - 4\n  - 5\n", "[1, [2, 3], [4, 5]]"},
      {"a:\nb: ~\nc: null\nd: Null\ne: NULL\nf: nUll",
       "{a: null, b: null, c: null, d: null, e: null, f: nUll}"},
      {"a: ''\nb: \"\"\nc: '1'\nd: \"null\"", "{a: \"\", b: \"\", c: \"1\", d: \"null\"}"},
      {"a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{a: \"x\\ny\\n\", b: \"x y\"}"},
      {"a: x\n  y\n\n  z", "{a: \"x y\\nz\"}"},
      {"a: \"\\u20ac\\x41\\n\"", "{a: \"€A\\n\"}"},
      {"a: &x {b: 1}\nc: *x\nd: [*x, *x]", "{a: {b: 1}, c: {b: 1}, d: [{b: 1}, {b: 1}]}"},
      {"a: &x\nb: *x", "{a: null, b: null}"},
      {"a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}"},
      {"a: !!str 1\nb: ! 2\nc: !!int 3\nd: !!float \"4\"\ne: !!seq [!!bool true]\nf: !!map {}\ng: !!null ~",
       "{a: \"1\", b: \"2\", c: 3, d: 4, e: [true], f: {}, g: null}"},
      {"{\"a\":1,\"b\":[true,null],\"c\":{\"d\":1e-3}}", "{a: 1, b: [true, null], c: {d: 1e-3}}"},
      {"? a\n: 1\n'b b': 2\n\"c\": 3", "{a: 1, b b: 2, c: 3}"},
      {"a: {b, c: 1}\nd: [e: 2, f]", "{a: {b: null, c: 1}, d: [{e: 2}, f]}"},
      {"a: 010\nb: 1e-3\nc: no\nd: 2020-01-01\ne: -.5\nf: x:y\ng: a#b # c",
       "{a: 010, b: 1e-3, c: no, d: 2020-01-01, e: -.5, f: x:y, g: a#b}"},
      {"a: 1\r\nb:\r\n  - 2\r\n", "{a: 1, b: [2]}"},
      {"\xEF\xBB\xBF"
       "a: 1",
       "{a: 1}"},
      {"%YAML 1.2\n---\na: 1\n...\n# end\n", "{a: 1}"},
      {"größe: ü", "{größe: ü}"},
      {"a: 'x\xC2\xA0y' # \xC2\xA0", "{a: \"x\xC2\xA0y\"}"},
      {"~", "null"},
      {"a", "a"},
      {"a:\n  [1,\n  2]\n", "{a: [1, 2]}"},
  };
  for (const Case& c : cases) CHECK(to_flow_yaml(read_yaml(c.yaml)) == c.flow);
}

TEST_CASE("a merge takes in another map's keys, as YAML 1.1 has it") {
  const std::pair<const char*, const char*> cases[] = {
      {"a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3, z: 4}", "{a: {x: 1, y: 2}, b: {x: 1, y: 3, z: 4}}"},
      {"a: &a {x: 1, y: 2}\nb: {y: 3, <<: *a}", "{a: {x: 1, y: 2}, b: {x: 1, y: 3}}"},
      {"a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: [*a, *b], z: 4}",
       "{a: {x: 1}, b: {x: 2, y: 3}, c: {x: 1, y: 3, z: 4}}"},
      {"a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}", "{a: {x: 1}, b: {x: 1, y: 2}, c: {x: 1, y: 2}}"},
      {"a: &a {x: {y: 1}}\nb:\n  <<: *a\n  x: {z: 2}", "{a: {x: {y: 1}}, b: {x: {z: 2}}}"},
      {"b: {<<: {x: 1}}\nc: {<<: []}\nd: {<<: {}}", "{b: {x: 1}, c: {}, d: {}}"},
      {"'<<': 1\na: <<", "{\"<<\": 1, a: <<}"},
  };
  for (const auto& [yaml, flow] : cases) {
    CAPTURE(yaml);
    const Node root = read_yaml(yaml);
    CHECK(to_flow_yaml(root) == flow);
    CHECK(read_yaml(to_yaml(root)).same_as(root));
  }
  // What was taken in keeps its place.
  const Node root = read_yaml("a: &a {x: 1}\nb: {<<: *a}");
  CHECK(find_path(root, "b.x")->place().line == 1);
  CHECK(root.find("b")->find_entry("x")->key_place.column == 8);
}

TEST_CASE("merges count as what they take in") {
  std::string bomb = "a0: &a0 {k: [1, 2, 3, 4, 5, 6, 7, 8]}\n";
  for (int i = 1; i < 30; ++i)
    bomb += fmt::format("a{0}: &a{0} {{k{0}: *a{1}, <<: [*a{1}, *a{1}]}}\n", i, i - 1);
  CHECK(mistakes_of(bomb).ends_with("more than 200000 values (an alias counts as what it stands for)"));
}

TEST_CASE("a scalar knows whether it was quoted") {
  const Node root = read_yaml("[1, '1', \"1\", !!str 1, x y]");
  std::string quoted;
  for (const Node& item : root.items()) quoted += item.quoted() ? 'q' : 'p';
  CHECK(quoted == "pqqqp");
  CHECK(read_yaml("|\n  1").quoted());
}

TEST_CASE("every value and key knows its place") {
  const Node root = read_yaml(
      "name: adam # c\n"
      "größe: ü\n"
      "list: [1, \"a \\\" b\", 'it''s']\n"
      "map:\n"
      "  inner:   &x  12.5\n"
      "  empty:\n"
      "  none: ~\n"
      "items:\n"
      "  - {type: SGD}\n"
      "  - *x\n"
      "  - !!str\n"
      "    text\n"
      "block: |-\n"
      "  x\n"
      "long: one\n"
      "  two\n"
      "split: 'one\n"
      "  two'\n");
  struct Case {
    const char* path;
    int line, column, length;
  };
  const std::vector<Case> cases = {
      {"", 1, 1, 4},           {"name", 1, 7, 4},          {"größe", 2, 10, 2},   {"list", 3, 7, 1},
      {"list.0", 3, 8, 1},     {"list.1", 3, 11, 8},       {"list.2", 3, 21, 7},  {"map", 5, 3, 5},
      {"map.inner", 5, 16, 4}, {"map.empty", 6, 3, 5},     {"map.none", 7, 9, 1}, {"items", 9, 3, 1},
      {"items.0", 9, 5, 1},    {"items.0.type", 9, 12, 3}, {"items.1", 5, 16, 4}, {"items.2", 12, 5, 4},
      {"block", 13, 8, 2},     {"long", 15, 7, 3},         {"split", 17, 8, 4},
  };
  for (const Case& c : cases) {
    CAPTURE(c.path);
    const Node* node = find_path(root, c.path);
    REQUIRE(node != nullptr);
    CHECK(node->place().line == c.line);
    CHECK(node->place().column == c.column);
    CHECK(node->place().length == c.length);
  }
  const Node::Entry& inner = root.find("map")->entries()[0];
  CHECK(inner.key_place.line == 5);
  CHECK(inner.key_place.column == 3);
  CHECK(inner.key_place.length == 5);
}

TEST_CASE("the limits are where they are said to be") {
  const auto repeat = [](const std::string& text, int n) {
    std::string all;
    for (int i = 0; i < n; ++i) all += text;
    return all;
  };
  CHECK(mistakes_of(repeat("[", 64) + repeat("]", 64)) == "");
  CHECK(mistakes_of(repeat("[", 65) + repeat("]", 65)) == "1:65: more than 64 levels");
  CHECK(mistakes_of(fmt::format("[{}]", repeat("1,", 199'999))) == "");
  CHECK(mistakes_of(fmt::format("[{}]", repeat("1,", 200'000))) ==
        "1:400000: more than 200000 values (an alias counts as what it stands for)");
  CHECK(mistakes_of(fmt::format("'{:a>{}}'", "", (1 << 20) - 2)) == "");
  CHECK(mistakes_of(fmt::format("'{:a>{}}'", "", (1 << 20) - 1)) ==
        "0:0: larger than the limit of 1048576 bytes");
  CHECK(mistakes_of(std::string(256, 'k') + ": 1") == "");
  CHECK(mistakes_of(std::string(257, 'k') + ": 1") == "1:1: a key of more than 256 bytes");
}
