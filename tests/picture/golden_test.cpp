#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "golden_pictures.h"
#include "picture/svg.h"

using namespace runner::picture;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string file_name(const Picture& picture) {
  return picture.name.find("hostile") == std::string::npos ? picture.name : "hostile";
}

}  // namespace

// After a change that is meant: UPDATE_GOLDEN=1 picture_tests, then look at each picture that changed.
TEST_CASE("each kind of picture is drawn as it was looked at") {
  const char* source = std::getenv("RUNNER_SOURCE_DIR");
  REQUIRE(source != nullptr);
  for (const Picture& picture : golden_pictures()) {
    const std::string path = std::string(source) + "/tests/picture/golden/" + file_name(picture) + ".svg";
    const std::string drawn = svg(picture);
    if (std::getenv("UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << drawn;
    CAPTURE(path);
    const bool is_as_it_was = drawn == read(path);
    CHECK(is_as_it_was);
  }
}

TEST_CASE("in a page a picture has no rules of its own and its ids are its name's") {
  std::set<std::string> ids;
  for (const Picture& picture : golden_pictures()) {
    const std::string drawn = svg(picture, Use::page);
    CHECK_EQ(drawn.find("<style"), std::string::npos);
    CHECK_EQ(drawn.find("nan"), std::string::npos);
    const std::size_t from = drawn.find("<title id=\"") + 11;
    CHECK(ids.insert(drawn.substr(from, drawn.find('"', from) - from)).second);
  }
}
