#include "config/node.h"

#include "reading.h"

using namespace runner;

namespace {

/// The root after setting `path` to x, in flow style, or the reason why not.
std::string set(const std::string& yaml, const std::string& path) {
  Node root = read_yaml(yaml);
  const Node before = root;
  std::string reason;
  const bool done = set_path(root, path, Node::scalar("x"), {}, reason);
  if (!done) CHECK(root.same_as(before));
  return done ? to_flow_yaml(root) : reason;
}

}  // namespace

TEST_CASE("a path leads through maps and lists") {
  const Node root = read_yaml("a: {b: [1, {c: 2}]}\ngrid: {training.batch_size: 3, training: 4}");
  struct Case {
    const char *path, *found;
  };
  for (const Case& c :
       {Case{"a.b.0", "1"}, {"a.b.1.c", "2"}, {"grid.training.batch_size", "3"}, {"grid.training", "4"}}) {
    const Node* node = find_path(root, c.path);
    REQUIRE(node != nullptr);
    CHECK(node->text() == c.found);
  }
  for (const char* path : {"b", "a.c", "a.b.2", "a.b.-1", "a.b.x", "a.b.0.c", "grid.training.lr", "."})
    CHECK(find_path(root, path) == nullptr);
  CHECK(find_path(root, "") == &root);
}

TEST_CASE("set_path replaces, adds and makes the maps on the way") {
  struct Case {
    const char *yaml, *path, *result;
  };
  for (const Case& c : {
           Case{"{a: 1, b: 2}", "a", "{a: x, b: 2}"},
           {"{a: 1}", "b", "{a: 1, b: x}"},
           {"{a: {b: 1, c: 2}}", "a.b", "{a: {b: x, c: 2}}"},
           {"{a: 1}", "b.c.d", "{a: 1, b: {c: {d: x}}}"},
           {"{a: null}", "a.b", "{a: {b: x}}"},
           {"{a: [1, 2]}", "a.1", "{a: [1, x]}"},
           {"{a: [{b: 1}]}", "a.0.b", "{a: [{b: x}]}"},
           {"[1]", "0", "[x]"},
           {"{optimizer: SGD}", "optimizer.lr", "{optimizer: {type: SGD, lr: x}}"},
           {"{a: [ReLU]}", "a.0.b", "{a: [{type: ReLU, b: x}]}"},
           {"{optimizer: {type: SGD, lr: 1}}", "optimizer", "{optimizer: x}"},
           {"{grid: {a.b: 1}}", "grid.a.b", "{grid: {a.b: x}}"},
           {"~", "a", "{a: x}"},
       })
    CHECK(set(c.yaml, c.path) == c.result);
}

TEST_CASE("set_path says why a path leads nowhere") {
  struct Case {
    std::string yaml, path, reason;
  };
  for (const Case& c : {
           Case{"{a: {b: 0.1}}", "a.b.c", "'a.b' is '0.1', not a map"},
           {"{a: true}", "a.b", "'a' is 'true', not a map"},
           {"{a: inf}", "a.b", "'a' is 'inf', not a map"},
           {"{a: data/x.csv}", "a.b", "'a' is 'data/x.csv', not a map"},
           {"{a: [1, 2]}", "a.2", "'a' is a list of 2 items (counted from 0) and has no '2'"},
           {"{a: [1]}", "a.b", "'a' is a list of 1 item (counted from 0) and has no 'b'"},
           {"[1]", "b", "the file is a list of 1 item (counted from 0) and has no 'b'"},
           {"5", "b", "the file is '5', not a map"},
           {"{a: 1}", "", "'' has an empty part"},
           {"{a: 1}", ".b", "'.b' has an empty part"},
           {"{a: 1}", "b..c", "'b..c' has an empty part"},
           {"{a: 1}", "b.", "'b.' has an empty part"},
       })
    CHECK(set(c.yaml, c.path) == c.reason);
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  CHECK(set("{}", deep) == "more than 64 levels");
}

TEST_CASE("with and without make changed copies") {
  const Node map = read_yaml("{a: 1, b: 2, c: 3}");
  CHECK(to_flow_yaml(map.with("b", Node::scalar("x"))) == "{a: 1, b: x, c: 3}");
  CHECK(to_flow_yaml(map.with("d", Node::scalar("x"))) == "{a: 1, b: 2, c: 3, d: x}");
  CHECK(to_flow_yaml(map.without("b")) == "{a: 1, c: 3}");
  CHECK(to_flow_yaml(map.without("d")) == "{a: 1, b: 2, c: 3}");
  CHECK(to_flow_yaml(map) == "{a: 1, b: 2, c: 3}");
}

TEST_CASE("nodes are the same by what they hold, not by where they stand") {
  const Node node = read_yaml("a: [1, {b: '2'}]");
  CHECK(node.same_as(read_yaml("{a: [1, {\"b\": \"2\"}]}")));
  for (const char* other : {"a: [1, {b: 2}]", "a: [1, {c: '2'}]", "a: [1]", "a: [1, {b: '2'}, 3]",
                            "b: [1, {b: '2'}]", "a: [1, {b: '3'}]", "[1]", "~"})
    CHECK_FALSE(node.same_as(read_yaml(other)));
  CHECK_FALSE(read_yaml("{a: 1, b: 2}").same_as(read_yaml("{b: 2, a: 1}")));
}

TEST_CASE("a node by itself is null and nowhere") {
  CHECK(Node().is_null());
  CHECK(Node().place().source == nullptr);
}
