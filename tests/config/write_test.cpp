#include "base/random.h"
#include "reading.h"

using namespace runner;
using namespace std::string_literals;

namespace {

using Texts = std::vector<std::string>;

const Texts plain_texts = {"a",
                           "SGD",
                           "0.1",
                           "-1",
                           "1e-3",
                           "true",
                           "x y",
                           "what?",
                           "a,b",
                           "x]",
                           "a{b}",
                           "x:y",
                           "-x",
                           ":x",
                           "?x",
                           "a#b",
                           "größe",
                           "C:\\x",
                           "it's",
                           "say \"x\"",
                           "http://x/y?z=1",
                           "=",
                           "(1)",
                           "$x",
                           "three of this text are more than a line can hold"};
const Texts hard_texts = {
    "",     "~",     "null",      "Null",     "1",    "true",     "a: b",     "a #b", "a:",
    " a",   "a ",    "- a",       "-",        "?",    "? a",      "---",      "...",  "--- a",
    "a\nb", "\n",    "a\n\n b\n", "\t",       "a\tb", "\"",       "\\",       "'",    "'a'",
    "*a",   "&a",    "!a",        "|",        ">",    "%a",       "@a",       "`a",   "#",
    "{}",   "[]",    ",",         "\x01\x7f", "\r\n", "\xC2\x85", "\xC2\xA0", "€😀",  "\xEF\xBB\xBF",
    "\0"s,  "\\x41", "\\\\n"};

/// Trees of every kind of node, with texts that are hard to write.
class RandomTree {
 public:
  explicit RandomTree(std::uint32_t seed) : random_(seed) {}

  Node make(int depth) {
    const std::uint32_t kind = random_.next() % (depth > 0 ? 6 : 3);
    if (kind == 0) return Node::null();
    if (kind == 1) return Node::scalar(pick(plain_texts), {}, false);
    if (kind == 2) return Node::scalar(pick(hard_texts), {}, true);
    if (kind == 3) return make_list(depth);
    return make_map(depth);
  }

 private:
  Node make_list(int depth) {
    std::vector<Node> items;
    for (std::uint32_t n = random_.next() % 5; n > 0; --n) items.push_back(make(depth - 1));
    return Node::sequence(items);
  }

  Node make_map(int depth) {
    Node map = Node::map({});
    for (std::uint32_t n = random_.next() % 5; n > 0; --n)
      map = map.with(pick(random_.next() % 2 == 0 ? plain_texts : hard_texts), make(depth - 1));
    return map;
  }

  std::string pick(const std::vector<std::string>& texts) { return texts[random_.next() % texts.size()]; }

  MersenneTwister random_;
};

}  // namespace

TEST_CASE("block style, with short lists and maps in lists on one line") {
  const std::string text =
      "name: adam_vs_sgd\n"
      "description: Adam, SGD & co\n"
      "quoted: \"12\"\n"
      "nothing: null\n"
      "optimizer:\n"
      "  type: SGD\n"
      "  lr: 0.1\n"
      "network:\n"
      "  - {type: Linear, out_features: 16}\n"
      "  - ReLU\n"
      "  - type: Custom\n"
      "    options: {}\n"
      "    inner:\n"
      "      a: 1\n"
      "seeds: [0, 1, 2]\n"
      "points: [[0, 1], [2, 3]]\n"
      "empty: []\n"
      "nested:\n"
      "  -\n"
      "    - {a: 1}\n"
      "    - b\n";
  CHECK(to_yaml(read_yaml(text)) == text);
}

TEST_CASE("what is too wide for one line is broken") {
  std::string items, lines;
  for (int i = 0; i < 30; ++i) {
    items += (i > 0 ? ", " : "") + std::string("1000");
    lines += "  - 1000\n";
  }
  CHECK(to_yaml(read_yaml("a: [" + items + "]")) == "a:\n" + lines);
}

TEST_CASE("a root of any kind is written") {
  for (const char* text : {"null\n", "a\n", "\"1\"\n", "{}\n", "[]\n", "- a\n- {b: 1}\n"})
    CHECK(to_yaml(read_yaml(text)) == text);
}

TEST_CASE("a scalar that can't stand plain is quoted") {
  CHECK(to_yaml(Node::scalar("null")) == "\"null\"\n");
  CHECK(to_yaml(Node::scalar("")) == "\"\"\n");
  CHECK(to_yaml(Node::scalar("a\x01\tb\n\"\\")) == "\"a\\x01\\tb\\n\\\"\\\\\"\n");
  CHECK(to_flow_yaml(Node::sequence({Node::scalar("a,b"), Node::scalar("a b")})) == "[\"a,b\", a b]");
}

TEST_CASE("whatever is written reads back as the same node") {
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    const Node node = RandomTree(seed).make(5);
    const std::string text = to_yaml(node);
    CAPTURE(text);
    REQUIRE(read_yaml(text).same_as(node));
    // In flow style a text as `what?` needs quotes, so it is what is written again that stays the same.
    const std::string flow = to_flow_yaml(node);
    CAPTURE(flow);
    REQUIRE(to_flow_yaml(read_yaml(flow)) == flow);
  }
}
