#include "base/files.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <fstream>
#include <set>
#include <stdexcept>

#include "base/log.h"
#include "base/owner_lock.h"
#include "base/random.h"
#include "base/stop.h"
#include "base/text.h"

#include <spdlog/logger.h>

using namespace runner;
namespace fs = std::filesystem;

namespace {

/// An empty folder that is removed at the end of the test.
class EmptyFolder {
 public:
  EmptyFolder() : path_(fs::temp_directory_path() / private_name()) { fs::create_directory(path_); }
  ~EmptyFolder() { fs::remove_all(path_); }
  EmptyFolder(const EmptyFolder&) = delete;
  EmptyFolder& operator=(const EmptyFolder&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }
  long entries() const { return std::distance(fs::directory_iterator(path_), fs::directory_iterator()); }

 private:
  fs::path path_;
};

std::string gzip(std::string_view text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

template <class Work>
std::string reason_of(const Work& work) {
  try {
    work();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

std::string message(const char* what, const fs::path& path, const char* reason) {
  return std::string("cannot ") + what + " '" + path.string() + "': " + reason;
}

}  // namespace

TEST_CASE("what is written is read back") {
  const EmptyFolder folder;
  for (const std::string& content : {std::string(), std::string("a\0b\n", 4), std::string(300'000, 'x')}) {
    write_file_atomically(folder / "f", content);
    CHECK(read_file(folder / "f", 1'000'000) == content);
    CHECK(read_file(folder / "f", content.size()) == content);
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("reading refuses what is no file, or too large") {
  const EmptyFolder folder;
  write_file_atomically(folder / "f", "12345");
  fs::create_directory(folder / "d");
  REQUIRE(::mkfifo((folder / "p").c_str(), 0600) == 0);
  const auto reason = [&](const char* name) { return reason_of([&] { read_file(folder / name, 4); }); };
  CHECK(reason("f") == message("read", folder / "f", "larger than the limit of 4 bytes"));
  CHECK(reason("none") == message("read", folder / "none", "No such file or directory"));
  CHECK(reason("d") == message("read", folder / "d", "Is a directory"));
  CHECK(reason("p") == message("read", folder / "p", "not a regular file"));
}

TEST_CASE("a file whose size is not known before is read whole and within the limit") {
  CHECK(read_file("/proc/self/stat", 100'000).size() > 20);
  CHECK(reason_of([] { read_file("/proc/self/stat", 20); }) ==
        "cannot read '/proc/self/stat': larger than the limit of 20 bytes");
}

std::string unpacked(const std::filesystem::path& path, std::size_t limit) {
  return unpack_gzip(path, read_file(path, limit), limit);
}

TEST_CASE("gzip is unpacked, other files are left as they are") {
  const EmptyFolder folder;
  const std::string text = "a,b\n1,2\n" + std::string(200'000, '3');
  write_file_atomically(folder / "plain", text);
  write_file_atomically(folder / "packed", gzip(text));
  write_file_atomically(folder / "members", gzip("first ") + gzip("") + gzip("second"));
  CHECK(unpacked(folder / "plain", 300'000) == text);
  CHECK(unpacked(folder / "packed", 300'000) == text);
  CHECK(unpacked(folder / "members", 300'000) == "first second");
}

TEST_CASE("gzip that is damaged, cut short or a bomb is refused") {
  const EmptyFolder folder;
  const std::string packed = gzip(std::string(50'000'000, '\0'));
  REQUIRE(packed.size() < 100'000);
  std::string damaged = gzip("abcdefghijklmnop");
  damaged[damaged.size() - 6] ^= 1;  // the checksum
  write_file_atomically(folder / "bomb", packed);
  write_file_atomically(folder / "short", packed.substr(0, 300));
  write_file_atomically(folder / "damaged", damaged);
  write_file_atomically(folder / "tail", gzip("a") + "no gzip");
  const auto reason = [&](const char* name) {
    return reason_of([&] { unpacked(folder / name, 1'000'000); });
  };
  CHECK(reason("bomb") == message("read", folder / "bomb", "larger than the limit of 1000000 bytes"));
  CHECK(reason("short") == message("unpack", folder / "short", "the gzip data ends too early"));
  CHECK(reason("damaged") == message("unpack", folder / "damaged", "the gzip data is damaged"));
  CHECK(reason("tail") == message("unpack", folder / "tail", "the gzip data is damaged"));
}

TEST_CASE("a write that fails keeps the old and leaves nothing behind") {
  const EmptyFolder folder;
  fs::create_directory(folder / "d");
  CHECK(reason_of([&] { write_file_atomically(folder / "d", "x"); }) ==
        message("write", folder / "d", "Is a directory"));
  CHECK(folder.entries() == 1);
  CHECK(reason_of([&] { write_file_atomically(folder / "none/f", "x"); }) ==
        message("write", folder / "none/f", "No such file or directory"));
}

TEST_CASE("private names differ") {
  std::set<std::string> names;
  for (int i = 0; i < 100; ++i) names.insert(private_name());
  CHECK(names.size() == 100);
}

TEST_CASE("the hash is XXH3 of 128 bits") {
  CHECK(hash_text("") == "99aa06d3014798d86001c324468d497f");  // the test vector of xxHash's own sanity check
  CHECK(hash_text("abc") != hash_text("abd"));
}

TEST_CASE("a log without times depends on its lines alone") {
  const EmptyFolder folder;
  auto log = open_log(folder / "log.txt", false);
  log->warn("lr is {}", 0.1);
  log->error("cannot read 'a\nerror: forged\x1b'");
  CHECK(read_file(folder / "log.txt", 1000) ==
        "warning: lr is 0.1\nerror: cannot read 'a\\nerror: forged\\x1b'\n");
}

TEST_CASE("a log goes on behind what is there") {
  const EmptyFolder folder;
  write_file_atomically(folder / "log.txt", "info: before\n");
  open_log(folder / "log.txt", false)->info("after");
  CHECK(read_file(folder / "log.txt", 1000) == "info: before\ninfo: after\n");
}

TEST_CASE("a log with times opens each line with one") {
  const EmptyFolder folder;
  open_log(folder / "log.txt", true)->info("begin");
  const std::string text = read_file(folder / "log.txt", 1000);
  REQUIRE(text.size() == std::string("12:34:56.789 info: begin\n").size());
  CHECK(text.substr(12) == " info: begin\n");
  CHECK(text[2] == ':');
}

TEST_CASE("a log that can't be opened says so") {
  const EmptyFolder folder;
  fs::create_directory(folder / "d");
  const std::string reason = reason_of([&] { open_log(folder / "d", false); });
  CHECK(reason.find("cannot write '" + (folder / "d").string() + "': ") == 0);
  CHECK(reason.find("Is a directory") != std::string::npos);
}

TEST_CASE("why a file can't be read is no absence, unless it is one") {
  const EmptyFolder folder;
  const auto trouble = [](const fs::path& path) {
    try {
      read_file(path, 10);
    } catch (const FileError& error) {
      return error.trouble();
    }
    throw std::logic_error("no error");
  };
  write_file_atomically(folder / "long", "more than ten bytes");
  ::mkfifo((folder / "fifo").c_str(), 0600);
  fs::create_symlink("loop", folder / "loop");
  CHECK(trouble(folder / "nothing") == FileTrouble::absent);
  CHECK(trouble(folder / "long" / "x") == FileTrouble::absent);
  for (const char* name : {"long", "fifo", "loop", "."}) {
    CAPTURE(name);
    CHECK(trouble(folder / name) == FileTrouble::unfit);
    CHECK(is_there(folder / name));
  }
  CHECK_FALSE(is_there(folder / "nothing"));
  CHECK(entries_of(folder / "nothing").empty());
  CHECK(entries_of(folder / ".").size() == 3);
  CHECK(reading_error("f", EIO).trouble() == FileTrouble::unreadable);
  CHECK(reading_error("f", EMFILE).trouble() == FileTrouble::unreadable);
  CHECK(reading_error("f", EACCES).trouble() == FileTrouble::forbidden);
  CHECK(std::string(reading_error("f", EIO).what()) == "cannot read 'f': Input/output error");
}

TEST_CASE("a hash is the same in pieces") {
  const EmptyFolder folder;
  const std::string text(200'000, 'x');
  write_file_atomically(folder / "f", text + "y");
  Hasher hasher;
  hasher.add(text.substr(0, 7));
  hasher.add(text.substr(7));
  CHECK(hasher.digits() == hash_text(text));
  CHECK(hash_file(folder / "f", text.size()) == hash_text(text));
  CHECK(hash_file(folder / "f") == hash_text(text + "y"));
  CHECK(hash_file(folder / "f", 0) == hash_text(""));
}

TEST_CASE("a lock says whether its owner is there") {
  const EmptyFolder folder;
  const fs::path file = folder / "f";
  write_file_atomically(file, "");
  CHECK(owner_of(file) == LockOwner::gone);
  const int fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(own(fd));
  CHECK(owner_of(file) == LockOwner::living);
  CHECK(Claim(file).owner() == LockOwner::living);
  ::close(fd);
  {
    const Claim claim(file);
    CHECK(claim.owner() == LockOwner::gone);
    CHECK(Claim(file).owner() == LockOwner::living);
    CHECK(owner_of(file) == LockOwner::living);
  }
  const int removed = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  fs::remove(file);
  CHECK_FALSE(own(removed));
  ::close(removed);
  CHECK_THROWS_AS(owner_of(file), FileError);
  CHECK_THROWS_AS(Claim{file}, FileError);
}

TEST_CASE("reading and drawing are given up where the program is asked to stop") {
  const EmptyFolder folder;
  const auto path = folder / "x";
  write_file_atomically(path, "content");
  NumpyRandom random(0);
  stop_asked = true;
  CHECK_THROWS_AS(read_file(path, 100), Interrupted);
  CHECK_THROWS_AS(hash_file(path, 100), Interrupted);
  CHECK_THROWS_AS(random.normal(), Interrupted);
  CHECK_THROWS_AS(random.permutation(3), Interrupted);
  {
    const FinishFirst finish;  // a result that is being written is written whole
    CHECK(hash_file(path, 100) == hash_text("content"));
  }
  CHECK_THROWS_AS(hash_file(path, 100), Interrupted);
  stop_asked = false;
  CHECK(read_file(path, 100) == "content");
}
