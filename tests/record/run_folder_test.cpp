#include "record/run_folder.h"

#include <doctest/doctest.h>

#include "base/choice.h"
#include "base/files.h"
#include "record/fake_run.h"
#include "record/processes.h"
#include "record/run_rows.h"
#include "support/temporary_folder.h"

using namespace runner;

namespace {

using Names = std::vector<std::string>;

std::string half_file(const std::string& maker) {
  return std::string(1, '.').append(maker).append(".tmp");
}

FakeRun run_with(Status status, std::string message = "") {
  FakeRun run;
  run.status = status;
  run.message = std::move(message);
  return run;
}

}  // namespace

TEST_CASE("a run reads back as it was written") {
  const Results results;
  FakeRun run = run_with(Status::diverged, "loss is nan at iteration 21");
  run.record(results.path(), "id", {.timing = true});
  const auto read = read_run(results.run());
  REQUIRE(read);
  CHECK(read->status == Status::diverged);
  CHECK(read->message == "loss is nan at iteration 21");
  CHECK(read->epochs == 2);
  CHECK(read->iterations == 20);
  CHECK(read->samples == 640);
  CHECK(read->parameters == 26);
  CHECK(read->seconds == 0.5);
  CHECK(read->primary == "val_accuracy");
  CHECK((read->columns == run.columns));
}

TEST_CASE("how each run ended that was published") {
  const Results results;
  std::unordered_map<std::string, Status> expected;
  for (Status status :
       {Status::finished, Status::early_stopped, Status::diverged, Status::failed, Status::interrupted}) {
    run_with(status).record(results.path(), std::string(choice_name(status)));
    expected.emplace(choice_name(status), status);
  }
  std::filesystem::create_directory(results.runs() / "half");
  CHECK((published_runs(results.path()) == expected));
  CHECK(published_runs(results.folder.path() / "nowhere").empty());
}

TEST_CASE("a damaged folder counts as missing") {
  struct Case {
    const char *file, *content;  // no content: the file is removed
  };
  const Case unfinished[] = {{"status", nullptr},    {"status", ""},       {"status", "finish"},
                             {"status", "finished"}, {"status", "done\n"}, {"status", "finished\n\n"},
                             {"run.json", nullptr},  {"run.json", ""},     {"metrics.csv", nullptr},
                             {"metrics.csv", ""}};
  for (const Case& c : unfinished) {
    CAPTURE(c.file);
    const Results results;
    FakeRun().record(results.path(), "id");
    std::filesystem::remove(results.run() / c.file);
    if (c.content != nullptr) write_text(results.run() / c.file, c.content);
    CHECK(published_runs(results.path()).empty());
    CHECK_FALSE(read_run(results.run()));
  }
}

TEST_CASE("a garbled run.json is no run") {
  for (const char* text : {"{", "[]", "{}", "null", "{\"message\": 1}", "\xff", "[[[[",
                           "{\"message\": \"\", \"epochs\": \"x\"}"}) {
    const Results results;
    FakeRun().record(results.path(), "id");
    write_text(results.run() / "run.json", text);
    CHECK_FALSE(read_run(results.run()));
  }
}

TEST_CASE("metrics that are not the run's are no metrics") {
  for (const char* text : {"epoch\n0\n", "x", "epoch,iteration,samples,lr,train_loss,val_mae,seconds\n",
                           "epoch,iteration,samples,lr,val_accuracy,train_loss,seconds\n",
                           "epoch,iteration,samples,lr,train_loss,val_accuracy,seconds\n0,0,0,0.1,0.7,0."}) {
    const Results results;
    FakeRun().record(results.path(), "id");
    write_text(results.run() / "metrics.csv", text);
    CHECK_FALSE(read_rows(results.run(), *read_run(results.run())));
  }
}

TEST_CASE("who was first with a result stays, anything else makes way") {
  struct Case {
    Status old, fresh;
    bool replace;
    Status stays;
  };
  using enum Status;
  const Case cases[] = {
      {finished, diverged, false, finished},         {diverged, finished, false, diverged},
      {early_stopped, failed, false, early_stopped}, {failed, finished, false, finished},
      {interrupted, failed, false, failed},          {failed, interrupted, false, interrupted},
      {finished, diverged, true, diverged},          {finished, failed, true, finished},
      {finished, interrupted, true, finished},       {failed, interrupted, true, interrupted},
  };
  for (const Case& c : cases) {
    const Results results;
    run_with(c.old).record(results.path(), "id");
    run_with(c.fresh).record(results.path(), "id", {.timing = false, .replace = c.replace});
    CHECK(read_run(results.run())->status == c.stays);
    CHECK(names_in(results.runs()) == Names{"id"});
  }
}

TEST_CASE("anything that is no run makes way for one") {
  const Results results;
  SUBCASE("an empty folder") {
    std::filesystem::create_directory(results.run());
  }
  SUBCASE("a folder with something else") {
    std::filesystem::create_directory(results.run());
    write_text(results.run() / "status", "garbled");
  }
  SUBCASE("a file") {
    write_text(results.run(), "?");
  }
  FakeRun().record(results.path(), "id");
  CHECK(read_run(results.run())->status == Status::finished);
  CHECK(names_in(results.runs()) == Names{"id"});
}

TEST_CASE("a results folder that went away is told") {
  const Results results;
  RunWriter writer(results.path(), "id", "", {});
  FakeRun().train(writer);
  std::filesystem::remove_all(results.path());
  CHECK_THROWS_AS(writer.end(FakeRun().ended()), std::runtime_error);
  writer.fail("gone");
  CHECK_THROWS_AS(RunWriter(results.path(), "id", "", {}), std::runtime_error);
}

TEST_CASE("half-written tables of dead processes of this host are cleared away, and nothing else") {
  const Results results;
  const Names stay = {half_file(private_name_of(::getppid(), "0123abcd")), half_file(private_name()),
                      ".other-host-" + std::to_string(dead_process()) + "-0123abcd-0.tmp", ".hidden",
                      ".a-b-c-d"};
  for (const auto& name : stay) write_text(results.path() / name, "half of a table");
  for (const auto& dead :
       {private_name_of(dead_process(), "0123abcd"), private_name_of(::getpid(), "0123abcd")}) {
    write_text(results.path() / half_file(dead), "half of a table");
  }
  open_results(results.path(), "name: y\n");
  Names expected = stay;
  expected.insert(expected.end(), {"config.yaml", "runs"});
  std::sort(expected.begin(), expected.end());
  CHECK(names_in(results.path()) == expected);
  CHECK(text_of(results.path() / "config.yaml") == "name: y\n");
}

TEST_CASE("a folder that can't be made is told") {
  const TemporaryFolder folder;
  write_text(folder.path() / "x", "a file");
  CHECK_THROWS_WITH(open_results(folder.path() / "x", ""),
                    ("cannot write '" + (folder.path() / "x/runs").string() + "': Not a directory").c_str());
}
