#include <fmt/format.h>

#include <filesystem>

#include "base/files.h"
#include "reading.h"

using namespace runner;
namespace fs = std::filesystem;

namespace {

/// A folder of files that is the current one while it lives, so that names in messages are short.
class Files {
 public:
  Files() : before_(fs::current_path()), path_(fs::temp_directory_path() / private_name()) {
    fs::create_directories(path_ / "sub");
    fs::current_path(path_);
  }
  ~Files() {
    fs::current_path(before_);
    fs::remove_all(path_);
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  void add(const char* name, const std::string& text) const { write_file_atomically(name, text); }

 private:
  fs::path before_, path_;
};

/// The node in flow style and what is wrong, as a user sees it.
std::string load(const fs::path& file) {
  Diagnostics diagnostics;
  const auto node = load_yaml(file, diagnostics);
  return (node ? to_flow_yaml(*node) + "\n" : "") + diagnostics.text();
}

std::string extended(const std::string& base, const std::string& derived) {
  const Files files;
  files.add("base.yaml", base);
  files.add("x.yaml", "extends: base.yaml\n" + derived);
  return load("x.yaml");
}

}  // namespace

TEST_CASE("keys that begin with x- are a place for anchors") {
  const Files files;
  files.add("base.yaml", "x-note: [1\n  , 2]\nx-fast: &fast {lr: 1}\na: {b: *fast}");
  files.add("x.yaml", "extends: base.yaml\nx-slow: &slow {lr: 2}\na: {c: {<<: *slow, x-kept: 3}}");
  CHECK(load("x.yaml") == "{a: {b: {lr: 1}, c: {lr: 2, x-kept: 3}}}\n");
}

TEST_CASE("an extending file wins, key by key") {
  struct Case {
    const char *base, *derived, *result;
  };
  for (const Case& c : {
           Case{"a: 1\nb: 2", "b: 3\nc: 4", "{a: 1, b: 3, c: 4}\n"},
           {"a: {b: 1, c: {d: 2}}", "a: {c: {e: 3}}", "{a: {b: 1, c: {d: 2, e: 3}}}\n"},
           {"a: [1, 2]", "a: [3]", "{a: [3]}\n"},
           {"a: {b: 1}", "a: 5", "{a: 5}\n"},
           {"a: {b: 1}", "a: ~", "{a: null}\n"},
           {"a: 5", "a: {b: 1}", "{a: {b: 1}}\n"},
           {"o: {type: SGD, momentum: 0.9}", "o: {lr: 0.1}", "{o: {type: SGD, momentum: 0.9, lr: 0.1}}\n"},
           {"o: {type: SGD, lr: 1}", "o: {type: SGD, lr: 2}", "{o: {type: SGD, lr: 2}}\n"},
           {"o: {type: SGD, momentum: 0.9}", "o: {type: Adam}", "{o: {type: Adam}}\n"},
           {"o: {type: SGD, momentum: 0.9}", "o: Adam", "{o: Adam}\n"},
           {"o: SGD", "o: {lr: 0.1}", "{o: {lr: 0.1}}\n"},
           {"a: 1", "", "{a: 1}\n"},
       })
    CHECK(extended(c.base, c.derived) == c.result);
}

TEST_CASE("paths are relative to the file that names them, and several merge in order") {
  const Files files;
  files.add("x.yaml", "extends: [sub/a.yaml, b.yaml]\nx: 1\n");
  files.add("sub/a.yaml", "extends: ../c.yaml\na: 1\nb: 1\n");
  files.add("b.yaml", "extends: c.yaml\nb: 2\n");
  files.add("c.yaml", "c: [3]\nx: 3\n");
  CHECK(load("x.yaml") == "{c: [3], x: 1, a: 1, b: 2}\n");
  CHECK(load(fs::absolute("x.yaml")) == "{c: [3], x: 1, a: 1, b: 2}\n");

  Diagnostics diagnostics;
  const auto node = load_yaml("sub/a.yaml", diagnostics);
  REQUIRE(node.has_value());
  const Source& named = *node->find("a")->place().source;
  CHECK(named.name == "sub/a.yaml");
  CHECK(named.folder == "sub");
  const Source& extended_one = *find_path(*node, "c.0")->place().source;
  CHECK(extended_one.name == "c.yaml");
  CHECK(extended_one.folder == "");
}

TEST_CASE("files that can't be read are reported where they are named") {
  const Files files;
  files.add("x.yaml", "extends: [none.yaml, sub]\na: 1\na: 2\n");
  CHECK(load("none.yaml") == "error: cannot read 'none.yaml': No such file or directory\n");
  CHECK(load("sub") == "error: cannot read 'sub': Is a directory\n");
  CHECK(load("x.yaml") ==
        "x.yaml:1:11: error: extends: cannot read 'none.yaml': No such file or directory\n"
        "    1 | extends: [none.yaml, sub]\n"
        "      |           ^~~~~~~~~\n"
        "x.yaml:1:22: error: extends: cannot read 'sub': Is a directory\n"
        "    1 | extends: [none.yaml, sub]\n"
        "      |                      ^~~\n"
        "x.yaml:3:1: error: a: this key is on line 2 already\n"
        "    3 | a: 2\n"
        "      | ^\n");
  files.add("big.yaml", std::string((1 << 20) + 1, ' '));
  CHECK(load("big.yaml") == "error: cannot read 'big.yaml': larger than the limit of 1048576 bytes\n");
}

TEST_CASE("a circle is reported where it closes") {
  const Files files;
  files.add("x.yaml", "extends: sub/y.yaml\n");
  files.add("sub/y.yaml", "extends: ../sub/../x.yaml\n");
  files.add("z.yaml", "extends: z.yaml\n");
  CHECK(load("x.yaml") ==
        "sub/y.yaml:1:10: error: extends: 'x.yaml' comes back to itself\n"
        "    1 | extends: ../sub/../x.yaml\n"
        "      |          ^~~~~~~~~~~~~~~~\n");
  CHECK(load("z.yaml") ==
        "z.yaml:1:10: error: extends: 'z.yaml' comes back to itself\n"
        "    1 | extends: z.yaml\n"
        "      |          ^~~~~~\n");
}

TEST_CASE("mistakes of an extended file are shown in that file") {
  CHECK(extended("a: [1\n", "b: 1") ==
        "base.yaml:1:4: error: the '[' that opens here is never closed\n"
        "    1 | a: [1\n"
        "      |    ^\n");
  CHECK(extended("[1]", "b: 1") ==
        "x.yaml:1:10: error: extends: 'base.yaml' holds no keys\n"
        "    1 | extends: base.yaml\n"
        "      |          ^~~~~~~~~\n");
}

TEST_CASE("extends takes a path or a list of paths") {
  const Files files;
  for (const char* value : {"~", "[]", "{a: b}", "''"}) {
    files.add("x.yaml", std::string("extends: ") + value);
    Diagnostics diagnostics;
    CHECK_FALSE(load_yaml("x.yaml", diagnostics).has_value());
    CHECK(diagnostics.sorted()[0].message == "extends: expected a path or a list of paths");
  }
}

TEST_CASE("many large files to be extended are stopped") {
  const Files files;
  files.add("a.yaml", "a: " + std::string(700'000, 'x') + "\n");
  files.add("b.yaml", "extends: [a.yaml, a.yaml, a.yaml]\n");
  Diagnostics diagnostics;
  CHECK_FALSE(load_yaml("b.yaml", diagnostics).has_value());
  REQUIRE(diagnostics.sorted().size() == 1);
  CHECK(diagnostics.sorted()[0].message == "extends: the files are larger than 1.0 MB together");
}

TEST_CASE("a file that would extend without end is stopped") {
  const Files files;
  for (int i = 0; i < 30; ++i) {
    const std::string name = fmt::format("f{}.yaml", i), next = fmt::format("f{}.yaml", i + 1);
    files.add(name.c_str(), fmt::format("extends: [{0}, {0}]\n", next));
  }
  files.add("f30.yaml", "a: 1\n");
  Diagnostics diagnostics;
  CHECK_FALSE(load_yaml("f0.yaml", diagnostics).has_value());
  REQUIRE(diagnostics.sorted().size() == 1);
  CHECK(diagnostics.sorted()[0].message == "extends: more than 200 files");
}
