#include "record/leftovers.h"

#include <doctest/doctest.h>

#include <span>

#include "record/fake_run.h"
#include "record/processes.h"

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
  write_checkpoint(folder / "checkpoint", now, {.metrics = 6, .iterations = 0}, {});
  return folder;
}

std::string dead() {
  return private_name_of(dead_process(), "0123abcd");
}

std::string elsewhere() {
  return "other-host.org-1234-0123abcd-0";
}

}  // namespace

TEST_CASE("a run goes on from where it came furthest") {
  const Results results;
  CHECK_FALSE(Leftovers(results.path()).furthest("id"));
  leave(results, dead(), 30);
  leave(results, elsewhere(), 50);
  leave(results, "another-host-1234-0123abcd-0", 40);
  const auto left = Leftovers(results.path()).furthest("id");
  REQUIRE(left);
  CHECK(left->checkpoint.iteration == 50);
  CHECK(left->checkpoint.sizes.metrics == 6);
  CHECK(left->checkpoint.state.seconds == 2.5);
  double weight = 0;
  const std::vector<StateView> views = {{"0.weight", weight}};
  CHECK(left->checkpoint.state.put_back(views));
  CHECK(weight == 50);
  CHECK_FALSE(Leftovers(results.path()).furthest("other id"));
}

TEST_CASE("a folder of a living process of this host is its own") {
  const Results results;
  leave(results, private_name_of(::getppid(), "0123abcd"), 30);
  CHECK_FALSE(Leftovers(results.path()).furthest("id"));
  CHECK(names_in(results.runs()).size() == 1);
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
    CHECK_FALSE(Leftovers(results.path()).furthest("other"));
  }
  CHECK(names_in(results.runs()) == Names{".hidden", "id"});
}

TEST_CASE("a checkpoint is passed over that is damaged, or whose rows are gone") {
  const Results results;
  const auto folder = leave(results, dead(), 30);
  const std::string whole = text_of(folder / "checkpoint");
  SUBCASE("cut off anywhere") {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      write_text(folder / "checkpoint", whole.substr(0, size));
      CHECK_FALSE(Leftovers(results.path()).furthest("id"));
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
  CHECK_FALSE(Leftovers(results.path()).furthest("id"));
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
  CHECK(put_back({{"a", std::span<double>(two)}, {"b", whole}}));
  CHECK(whole == 0);
}
