#include "record/progress.h"

#include <doctest/doctest.h>

#include <cmath>

#include <string>
#include <thread>
#include <vector>

#include "record/fake_run.h"
#include "record/terminal.h"
#include "support/temporary_folder.h"

using namespace runner;

namespace {

std::string shown(const std::filesystem::path& file) {
  return text_of(file);
}

}  // namespace

TEST_CASE("away from a terminal every run that ended is a line") {
  const TemporaryFolder folder;
  open_results(folder.path() / "x", "");
  {
    const File out(std::fopen((folder.path() / "out").c_str(), "w"));
    Progress progress(3, false, out.get());
    RunWriter first(folder.path() / "x", "1", "", {}), second(folder.path() / "x", "2", "", {}),
        third(folder.path() / "x", "3", "", {});
    WatchedRun a(progress, first, "Adam lr=0.01 seed 0", 2);
    WatchedRun b(progress, second, "SGD lr=9 seed 0", 2);
    WatchedRun c(progress, third, "SGD lr=0.1 seed 0", 2);
    const FakeRun good;
    FakeRun diverged;
    diverged.status = Status::diverged;
    diverged.message = "loss is nan at iteration 21";
    diverged.train(b);
    b.end(diverged.ended());
    good.train(a);
    c.fail("no\nmemory");
    a.end(good.ended());
    a.fail("too late");
  }
  CHECK(shown(folder.path() / "out") ==
        "[1/3] SGD lr=9 seed 0: diverged: loss is nan at iteration 21\n"
        "[2/3] SGD lr=0.1 seed 0: failed: no\\nmemory\n"
        "[3/3] Adam lr=0.01 seed 0: finished, val_accuracy 0.7\n");
  CHECK(names_in(folder.path() / "x/runs") == std::vector<std::string>{"1", "2", "3"});
}

TEST_CASE("a quiet progress says nothing") {
  const TemporaryFolder folder;
  {
    const File out(std::fopen((folder.path() / "out").c_str(), "w"));
    Progress progress(1, true, out.get());
    progress.run_ended(progress.run_started("a", 1), Status::failed, "m", {});
  }
  CHECK(shown(folder.path() / "out").empty());
}

TEST_CASE("on a terminal the view is redrawn, makes way for lines and is taken away at the end") {
  const Terminal terminal;
  {
    Progress progress(3, false, terminal.out());
    REQUIRE(progress.is_live());
    const auto run = progress.run_started("Adam with a label that is much too long seed 0", 50);
    progress.run_reached(run, 1, {loss_column(Part::val), 1});  // too soon to be drawn
    CHECK(terminal.shown() ==
          drawn({"0/3 runs, 1 running", "Adam with a label that is much too…  epoch 0/50"}));
    progress.run_ended(run, Status::finished, "", {loss_column(Part::val), 1});
    std::this_thread::sleep_for(std::chrono::milliseconds(110));
    const auto other = progress.run_started("SGD seed 0", 50);
    progress.run_ended(other, Status::failed, "no memory", {});
    const std::string best = "best val_loss 1: Adam with a label that is much too long s…";
    CHECK(terminal.shown() ==
          "\r\x1b[1A" + drawn({"1/3 runs, 1 running", best, "SGD seed 0  epoch 0/50"}).substr(1) +
              "\r\x1b[2A\x1b[J[2/3] SGD seed 0: failed: no memory\r\n" +
              drawn({"2/3 runs, 0 running, 1 failed", best, "waiting for a run to begin"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(110));
    const auto last = progress.run_started("SGD seed 1", 0);
    CHECK(terminal.shown() ==
          "\r\x1b[2A" +
              drawn({"2/3 runs, 1 running, 1 failed",
                     "best val_loss 1: Adam with a label that is much too long s…", "SGD seed 1  epoch 0"})
                  .substr(1));
    progress.run_ended(last, Status::finished, "", {});
  }
  CHECK(terminal.shown() == "\r\x1b[2A\x1b[J");
}

TEST_CASE("the best so far is the best of the runs that ended well") {
  for (const bool higher_is_better : {false, true}) {
    const Column x = recorded_column("x", higher_is_better);
    const Terminal terminal;
    Progress progress(9, false, terminal.out());
    for (const double value : {3.0, 1.0, std::nan(""), 2.0}) {
      progress.run_ended(progress.run_started("a", 1), Status::finished, "", {x, value});
    }
    progress.run_ended(progress.run_started("a", 1), Status::diverged, "", {x, 0.5});
    std::this_thread::sleep_for(std::chrono::milliseconds(110));
    terminal.shown();
    progress.run_started("b", 0);
    const std::string best = higher_is_better ? "3" : "1";
    CHECK(terminal.shown() ==
          "\r\x1b[1A" + drawn({"5/9 runs, 1 running | best x " + best + ": a", "b  epoch 0"}).substr(1));
  }
}

TEST_CASE("several threads may tell of their runs") {
  const TemporaryFolder folder;
  {
    const File out(std::fopen((folder.path() / "out").c_str(), "w"));
    Progress progress(40, false, out.get());
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&progress] {
        for (int i = 0; i < 10; ++i) {
          const auto run = progress.run_started("a", 3);
          progress.run_reached(run, 1, {loss_column(Part::none), 1});
          progress.run_ended(run, Status::finished, "", {loss_column(Part::none), 1});
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  const std::string text = shown(folder.path() / "out");
  for (int i = 1; i <= 40; ++i) {
    CHECK(text.find(std::string("[").append(std::to_string(i)) + "/40] a: finished, loss 1\n") !=
          std::string::npos);
  }
}
