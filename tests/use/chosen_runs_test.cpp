#include "use/chosen_runs.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "support/temporary_folder.h"
#include "use/refused.h"

using namespace runner;

namespace {

/// A results folder as far as its tables say.
class Folder {
 public:
  Folder(const std::string& summary, const std::string& runs) {
    std::filesystem::create_directories(path() / "runs");
    write_file_atomically(path() / "config.yaml", "");
    write_file_atomically(path() / "summary.csv", summary);
    write_file_atomically(path() / "runs.csv", runs);
  }
  std::filesystem::path path() const { return folder_.path() / "a:b"; }
  std::vector<std::string> chosen(const std::string& label = "",
                                  std::optional<std::int64_t> fold = {}) const {
    std::vector<std::string> names;
    for (const auto& run : chosen_runs(path().string() + (label.empty() ? "" : ":" + label), fold))
      names.push_back(run.filename().string());
    return names;
  }

 private:
  TemporaryFolder folder_;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "the first-ranked configuration, or the named one, and of it the lowest seed that came to its end") {
  const Folder folder(
      "rank,label\n1,Adam lr=0.1\n2,\"SGD a:b, c\"\n",
      "run,label,seed,status\n"
      "r0,\"SGD a:b, c\",0,finished\n"
      "r1,Adam lr=0.1,0,diverged\nr2,Adam lr=0.1,2,finished\nr3,Adam lr=0.1,1,early_stopped\n");
  CHECK(folder.chosen() == Names{"r3"});
  CHECK(folder.chosen("Adam lr=0.1") == Names{"r3"});
  CHECK(folder.chosen("SGD a:b, c") == Names{"r0"});
  CHECK_THROWS_WITH_AS(folder.chosen("", 0), doctest::Contains("are not of folds"), Refused);
  CHECK_THROWS_WITH_AS(folder.chosen("Adam lr=0.2"),
                       doctest::Contains("has no configuration 'Adam lr=0.2'; did you mean 'Adam lr=0.1'?"),
                       Refused);
}

TEST_CASE("after folds all of them are meant, or one") {
  const Folder folder(
      "rank,label\n1,net\n",
      "run,label,seed,fold,status\nr0,net,0,0,finished\nr1,net,0,1,finished\nr2,net,1,0,finished\n");
  CHECK(folder.chosen() == Names{"r0", "r1"});
  CHECK(folder.chosen("net", 1) == Names{"r1"});
  CHECK_THROWS_WITH_AS(folder.chosen("net", 2), doctest::Contains("is of fold 2"), Refused);
}

TEST_CASE("what names no run is told") {
  const Folder without_rank("rank,label\n,a\n,b\n", "run,label,seed,status\nr0,a,0,failed\n");
  CHECK_THROWS_WITH_AS(without_rank.chosen(), doctest::Contains("has a rank; name one"), Refused);
  CHECK_THROWS_WITH_AS(without_rank.chosen("a"), doctest::Contains("no run of 'a'"), Refused);
  std::filesystem::remove(without_rank.path() / "runs.csv");
  CHECK_THROWS_WITH_AS(without_rank.chosen("a"), doctest::Contains("has no good runs.csv"), Refused);
  CHECK_THROWS_WITH_AS(chosen_runs("nowhere", {}),
                       "'nowhere' is neither the folder of a run nor a results folder: it is not there",
                       Refused);
}
