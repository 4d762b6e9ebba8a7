#include "reading.h"

using namespace runner;

namespace {

/// The root after the words, in flow style, and what is wrong.
std::string overridden(const std::string& yaml, const std::vector<std::string>& words) {
  Node root = read_yaml(yaml);
  Diagnostics diagnostics;
  apply_overrides(root, words, diagnostics);
  return to_flow_yaml(root) + "\n" + diagnostics.text();
}

}  // namespace

TEST_CASE("overrides are read as YAML and applied in order") {
  struct Case {
    std::vector<std::string> words;
    const char* result;
  };
  const std::vector<Case> cases = {
      {{}, "{optimizer: {type: SGD, lr: 0.1}, loss: MSELoss}\n"},
      {{"optimizer.lr=1e-3"}, "{optimizer: {type: SGD, lr: 1e-3}, loss: MSELoss}\n"},
      {{"optimizer.lr=1", "optimizer.lr=2"}, "{optimizer: {type: SGD, lr: 2}, loss: MSELoss}\n"},
      {{"optimizer=Adam", "optimizer.lr=2"}, "{optimizer: {type: Adam, lr: 2}, loss: MSELoss}\n"},
      {{"optimizer={type: Adam, betas: [0, 1]}"},
       "{optimizer: {type: Adam, betas: [0, 1]}, loss: MSELoss}\n"},
      {{"loss.reduction=sum"}, "{optimizer: {type: SGD, lr: 0.1}, loss: {type: MSELoss, reduction: sum}}\n"},
      {{"loss="}, "{optimizer: {type: SGD, lr: 0.1}, loss: null}\n"},
      {{"name=a=b", "x='1'"}, "{optimizer: {type: SGD, lr: 0.1}, loss: MSELoss, name: a=b, x: \"1\"}\n"},
  };
  for (const Case& c : cases)
    CHECK(overridden("{optimizer: {type: SGD, lr: 0.1}, loss: MSELoss}", c.words) == c.result);
}

TEST_CASE("mistakes in overrides show the word, and the others are applied") {
  CHECK(overridden("{a: 1}", {"b", "=5", "", "a.b=2", "c=[1", "d=\x01", "e=\xff", "f={g: 1, g: 2}", "h=2"}) ==
        "{a: 1, f: {g: 1}, h: 2}\n"
        "command line: b: error: expected key=value\n"
        "command line: =5: error: expected key=value\n"
        "command line: : error: expected key=value\n"
        "command line: a.b=2: error: a.b: 'a' is '1', not a map\n"
        "command line: c=[1: error: the '[' that opens here is never closed\n"
        "command line: d=?: error: a control character (U+0001)\n"
        "command line: e=?: error: the byte 0xff is not UTF-8; save the file as UTF-8\n"
        "command line: f={g: 1, g: 2}: error: g: this key is on line 1 already\n");
}

TEST_CASE("Hydra's marks are answered with the word without them") {
  CHECK(overridden("{a: 1}", {"+b=2", "++a=3", "~a=4"}) ==
        "{a: 1}\n"
        "command line: +b=2: error: a key stands without '+'; write b=2\n"
        "command line: ++a=3: error: a key stands without '++'; write a=3\n"
        "command line: ~a=4: error: a key stands without '~'; write a=4\n");
}

TEST_CASE("places of an override point into its word") {
  Node root = read_yaml("{}");
  Diagnostics diagnostics;
  apply_overrides(root, std::vector<std::string>{"optimizer.lr=[1, abc]"}, diagnostics);
  const Place& place = find_path(root, "optimizer.lr.1")->place();
  CHECK(place.source->name == "command line");
  CHECK(place.source->text == "optimizer.lr=[1, abc]");
  CHECK(place.source->command_line);
  CHECK(place.line == 1);
  CHECK(place.column == 18);
  CHECK(place.length == 3);
  CHECK(root.entries()[0].key_place.length == 12);
}
