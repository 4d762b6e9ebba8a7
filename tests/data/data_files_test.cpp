#include "data/data_files.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "base/files.h"
#include "support/temporary_folder.h"

namespace runner {

namespace {

constexpr std::size_t limit = 1000;

}  // namespace

TEST_CASE("a file is read once, for its hash and for its content") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.csv";
  write_text(path, "x,y\n1,2\n");
  DataFiles files;
  CHECK(files.hash(path) == hash_text("x,y\n1,2\n"));
  write_text(path, "something else");
  CHECK(files.take(path, limit) == "x,y\n1,2\n");
  // It was given away, but what it was is remembered: what is read now is something else.
  CHECK_THROWS_WITH_AS(
      files.take(path, limit),
      ("cannot read '" + path.string() + "': it has changed while it was in use; start again").c_str(),
      std::runtime_error);
  CHECK(files.hash(path) == hash_text("x,y\n1,2\n"));
  write_text(path, "x,y\n1,2\n");
  CHECK(files.take(path, limit) == "x,y\n1,2\n");
}

TEST_CASE("a file that is read piece by piece must be what was hashed") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.csv";
  const std::string content(300'000, 'x');
  const auto read_all = [](ByteStream& bytes) {
    std::string all;
    for (std::string piece; !(piece = read_up_to(bytes, 1000)).empty();) all += piece;
    return all;
  };
  for (const std::size_t room : {std::size_t{0}, std::size_t{1'000'000}}) {
    CAPTURE(room);
    write_text(path, content);
    DataFiles files(room);
    CHECK(files.hash(path) == hash_text(content));
    CHECK(read_all(*files.open(path)) == content);
    CHECK(read_all(*files.open(path)) == content);
    write_text(path, content.substr(1) + "y");
    CHECK_THROWS_AS(read_all(*files.open(path)), std::runtime_error);
  }
}

TEST_CASE("files for which there is no room are read again; their hash is the same") {
  const TemporaryFolder folder;
  const auto small = folder.path() / "small", large = folder.path() / "large";
  const std::string content(300'000, 'x');
  write_text(small, "12345");
  write_text(large, content);
  DataFiles files(8);
  CHECK(files.hash(large) == hash_text(content));
  CHECK(files.hash(small) == hash_text("12345"));
  write_text(large, "new");
  write_text(small, "new");
  CHECK_THROWS_AS(files.take(large, limit), std::runtime_error);
  CHECK(files.take(small, limit) == "12345");
}

TEST_CASE("what can't be read has no hash, and says why when it is taken") {
  const TemporaryFolder folder;
  DataFiles files;
  CHECK(files.hash(folder.path() / "missing").empty());
  CHECK(files.hash(folder.path()).empty());
  CHECK_THROWS_AS(files.take(folder.path() / "missing", limit), std::runtime_error);
  const auto path = folder.path() / "long";
  write_text(path, std::string(limit + 1, 'x'));
  CHECK(files.hash(path).size() == 32);
  CHECK_THROWS_AS(files.take(path, limit), std::runtime_error);
}

}  // namespace runner
