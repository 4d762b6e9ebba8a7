#include "record/leftovers.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <span>

#include "record/fake_run.h"
#include "record/processes.h"
#include "record/run_folder.h"

using namespace runner;

namespace {

using Names = std::vector<std::string>;

/// A private folder in which a process left a run at this iteration.
std::filesystem::path leave(const Results& results, const std::string& maker, std::int64_t iteration) {
  const auto folder = results.runs() / std::string(".id.").append(maker);
  std::filesystem::create_directory(folder);
  write_text(folder / "metrics.csv", "epoch\n0\n");
  std::vector<double> weight = {static_cast<double>(iteration)};
  RunEnd now;
  now.iterations = iteration;
  now.seconds = 2.5;
  now.tensors = {{"0.weight", std::span<double>(weight), {1, 1}}};
  write_checkpoint(folder / "checkpoint", "id", now, {.metrics = {6, hash_text("epoch\n")}, .iterations = {}},
                   {});
  return folder;
}

std::string dead() {
  return name_made_by(dead_process(), "0123abcd");
}

std::string elsewhere() {
  return "other-host.org-1234-0123abcd-0";
}

}  // namespace

TEST_CASE("a run goes on from where it came furthest") {
  const Results results;
  CHECK_FALSE(Leftovers(results.path()).furthest("id").run);
  leave(results, dead(), 30);
  leave(results, elsewhere(), 50);
  leave(results, "another-host-1234-0123abcd-0", 40);
  const auto left = Leftovers(results.path()).furthest("id").run;
  REQUIRE(left);
  CHECK(left->checkpoint.iteration == 50);
  CHECK(left->checkpoint.rows.metrics.size == 6);
  CHECK(left->checkpoint.state.seconds == 2.5);
  double weight = 0;
  const std::vector<StateView> views = {{"0.weight", weight}};
  CHECK(left->checkpoint.state.put_back(views));
  CHECK(weight == 50);
  CHECK_FALSE(Leftovers(results.path()).furthest("other id").run);
}

TEST_CASE("a folder of a living process of this host is its own") {
  const Results results;
  leave(results, name_made_by(::getppid(), "0123abcd"), 30);
  CHECK_FALSE(Leftovers(results.path()).furthest("id").run);
  CHECK(names_in(results.runs()).size() == 1);
}

TEST_CASE("whose a folder is its lock says, not the number in its name") {
  const Results results;
  const auto made = [&](pid_t pid) {
    const auto folder = leave(results, name_made_by(pid, "0123abcd") + ".locked", 30);
    write_text(folder / "config.yaml", "seed: 0\n");
    return folder;
  };
  SUBCASE("a number that is used again") {
    made(::getppid());
    CHECK(Leftovers(results.path()).furthest("id").run);
    CHECK(running_runs(results.path()).empty());
  }
  SUBCASE("a number of another container") {
    const auto folder = made(dead_process());
    const int fd = ::open((folder / "config.yaml").c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(own(fd));
    CHECK_FALSE(Leftovers(results.path()).furthest("id").run);
    CHECK(running_runs(results.path()).count("id") == 1);
    FakeRun().record(results.path(), "id");
    CHECK_FALSE(Leftovers(results.path()).furthest("other").run);
    CHECK(std::filesystem::exists(folder));
    ::close(fd);
    CHECK_FALSE(Leftovers(results.path()).furthest("other").run);
    CHECK_FALSE(std::filesystem::exists(folder));
  }
}

TEST_CASE("a folder that is gone on from is nobody else's meanwhile") {
  const Results results;
  const auto folder = leave(results, name_made_by(dead_process(), "0123abcd") + ".locked", 30);
  write_text(folder / "config.yaml", "seed: 0\n");
  const Leftovers leftovers(results.path());
  {
    const auto left = leftovers.furthest("id");
    REQUIRE(left.run);
    CHECK_FALSE(Leftovers(results.path()).furthest("id").run);
    leftovers.clear("id");
    CHECK(std::filesystem::exists(folder));
  }
  leftovers.clear("id");
  CHECK_FALSE(std::filesystem::exists(folder));
}

TEST_CASE("a run that was killed between its result and its place is published") {
  const Results results;
  FakeRun().record(results.path(), "id");
  const std::string name = ".id." + name_made_by(dead_process(), "0123abcd") + ".locked";
  std::filesystem::rename(results.run(), results.runs() / name);
  clear_left_overs(results.path());
  CHECK(names_in(results.runs()) == Names{"id"});
  CHECK(read_run(results.run())->status == Status::finished);
}

TEST_CASE("what nobody will miss is cleared away") {
  const Results results;
  const auto without = leave(results, dead(), 30);
  std::filesystem::remove(without / "checkpoint");
  const auto with = leave(results, dead(), 30);
  const auto writing = leave(results, elsewhere(), 30);
  std::filesystem::remove(writing / "checkpoint");
  std::filesystem::create_directory(results.runs() / ".hidden");
  const Leftovers leftovers(results.path());
  CHECK_FALSE(std::filesystem::exists(without));
  CHECK(std::filesystem::exists(with));
  CHECK(std::filesystem::exists(writing));
  CHECK(std::filesystem::exists(results.runs() / ".hidden"));

  FakeRun().record(results.path(), "id");
  SUBCASE("at once") {
    leftovers.clear("id");
  }
  SUBCASE("at the next start") {
    CHECK_FALSE(Leftovers(results.path()).furthest("other").run);
  }
  CHECK(names_in(results.runs()) == Names{".hidden", "id"});
}

TEST_CASE("a checkpoint of another run, or of another format without its proof, is passed over by name") {
  const Results results;
  const auto folder = leave(results, dead(), 30);
  const std::string whole = text_of(folder / "checkpoint");
  const auto damage = [&](const std::string& content) {
    write_text(folder / "checkpoint", content);
    const Furthest found = Leftovers(results.path()).furthest("id");
    CHECK_FALSE(found.run);
    return found.damage;
  };
  const std::string prefix = "'" + folder.string() + "': ";
  for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 7) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    CHECK(damage(flipped) == prefix + "checkpoint is damaged");
  }
  RunEnd now;
  write_checkpoint(folder / "checkpoint", "other", now, {}, {});
  CHECK(damage(text_of(folder / "checkpoint")) == prefix + "checkpoint is of the run other");
  write_text(folder / "metrics.csv", "epoxh\n0\n");
  CHECK(damage(whole) == prefix + "metrics.csv is not the one that the checkpoint counts");
}

TEST_CASE("a checkpoint is passed over that is damaged, or whose rows are gone") {
  const Results results;
  const auto folder = leave(results, dead(), 30);
  const std::string whole = text_of(folder / "checkpoint");
  SUBCASE("cut off anywhere") {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      write_text(folder / "checkpoint", whole.substr(0, size));
      CHECK_FALSE(Leftovers(results.path()).furthest("id").run);
    }
  }
  SUBCASE("rows") {
    write_text(folder / "metrics.csv", "epoc");
  }
  SUBCASE("a length that is none") {
    write_text(folder / "checkpoint", std::string(8, '\xff') + "{}");
  }
  SUBCASE("other JSON") {
    write_text(folder / "checkpoint", std::string("\x02\0\0\0\0\0\0\0{}", 10));
  }
  CHECK_FALSE(Leftovers(results.path()).furthest("id").run);
}

TEST_CASE("state that does not fit changes nothing") {
  SavedState saved;
  saved.add("a", {ElementType::float64, std::vector<std::byte>(16, std::byte{1})});
  saved.add("b", {ElementType::int64, std::vector<std::byte>(8)});
  std::vector<double> two = {5, 6};
  std::vector<double> three = {5, 6, 7};
  std::int64_t whole = 9;
  double real = 9;
  const auto put_back = [&](std::vector<StateView> views) { return saved.put_back(views); };
  CHECK_FALSE(put_back({{"a", std::span<double>(two)}, {"c", whole}}));    // another name
  CHECK_FALSE(put_back({{"a", std::span<double>(three)}, {"b", whole}}));  // another size
  CHECK_FALSE(put_back({{"a", std::span<double>(two)}, {"b", real}}));     // another type
  CHECK(two == std::vector<double>{5, 6});
  CHECK_FALSE(put_back({{"a", std::span<double>(two)}, StateView("b", whole).within(1, 9)}));  // out of range
  CHECK(two == std::vector<double>{5, 6});
  CHECK(put_back({{"a", std::span<double>(two)}, StateView("b", whole).within(0, 9)}));
  CHECK(whole == 0);
  // Three of 32 bits are no whole number of those of 64.
  saved.add("c", {ElementType::uint32, std::vector<std::byte>(12)});
  std::vector<std::uint32_t> small = {7, 7, 7};
  const StateView view("c", std::span<std::uint32_t>(small));
  CHECK_FALSE(put_back({view.within(1, 2)}));
  CHECK(put_back({view.within(0, 2)}));
  CHECK(small == std::vector<std::uint32_t>{0, 0, 0});
}
