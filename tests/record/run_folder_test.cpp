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
  CHECK(!read->fold);
}

TEST_CASE("a run of a fold keeps how many rows it had") {
  const Results results;
  FakeRun run;
  run.fold = FoldRows{.train = 80, .val = 20};
  run.record(results.path(), "id");
  const auto read = read_run(results.run());
  REQUIRE(read);
  REQUIRE(read->fold);
  CHECK(read->fold->train == 80);
  CHECK(read->fold->val == 20);
}

TEST_CASE("what is in the place of a run is proven, missing or damaged by name") {
  struct Case {
    const char *file, *content;  // no content: the file is removed
    const char* damage;
  };
  const Case cases[] = {
      {"status", nullptr, "status is missing"},
      {"status", "finished", "status is not what run.json says"},
      {"status", "failed\n", "status is not what run.json says"},
      {"run.json", nullptr, "run.json is missing"},
      {"run.json", "", "run.json is damaged"},
      {"run.json", "{}", "run.json is damaged"},
      {"metrics.csv", nullptr, "metrics.csv is missing"},
      {"metrics.csv", "", "metrics.csv is not the one that was written"},
      {"config.yaml", "seed: 1\n", "config.yaml is not the one that was written"},
      {"log.txt", "", "log.txt is not the one that was written"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.file);
    const Results results;
    CHECK_FALSE(find_run(results.run(), Look::at_all).there);
    FakeRun().record(results.path(), "id");
    CHECK(find_run(results.run(), Look::at_all).is_proven());
    std::filesystem::remove(results.run() / c.file);
    if (c.content != nullptr) write_text(results.run() / c.file, c.content);
    const FoundRun found = find_run(results.run(), Look::at_all);
    CHECK(found.is_damaged());
    CHECK(found.damage == c.damage);
  }
}

TEST_CASE("no flipped bit of run.json goes unnoticed, nor another run's folder") {
  const Results results;
  FakeRun().record(results.path(), "id");
  const std::string whole = text_of(results.run() / "run.json");
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    write_text(results.run() / "run.json", flipped);
    CHECK(find_run(results.run(), Look::at_its_end).damage == "run.json is damaged");
  }
  write_text(results.run() / "run.json", whole);
  std::filesystem::rename(results.run(), results.runs() / "other");
  CHECK(find_run(results.runs() / "other", Look::at_its_end).damage == "run.json is of the run id");
}

TEST_CASE("a run of format 1 is unproven, one of a later format is refused") {
  const Results results;
  FakeRun().record(results.path(), "id");
  RunResult run = *read_run(results.run());
  run.id.clear();
  write_text(results.run() / "run.json", run_json(run));
  const FoundRun found = find_run(results.run(), Look::at_all);
  CHECK(found.result);
  CHECK_FALSE(found.is_proven());
  write_text(results.run() / "metrics.csv", "x");
  CHECK(find_run(results.run(), Look::at_all).damage == "metrics.csv is damaged");

  run.id = "id";
  std::string later = run_json(run);
  later.replace(later.find("\"format\": 2"), 11, "\"format\": 3");
  const std::size_t hash = later.rfind("  \"hash\"");
  write_text(results.run() / "run.json",
             later.substr(0, hash) + "  \"hash\": \"" + hash_text(later.substr(0, hash)) + "\"\n}\n");
  CHECK_THROWS_WITH(
      find_run(results.run(), Look::at_its_end),
      ("'" + (results.run() / "run.json").string() +
       "' has results format 3, and this version of runner knows 2 and before: use the version that "
       "wrote it, or another folder (--results)")
          .c_str());
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
  const Names stay = {half_file(name_made_by(::getppid(), "0123abcd")), half_file(private_name()),
                      ".other-host-" + std::to_string(dead_process()) + "-0123abcd-0.tmp", ".hidden",
                      ".a-b-c-d"};
  for (const auto& name : stay) write_text(results.path() / name, "half of a table");
  for (const auto& dead : {name_made_by(dead_process(), "0123abcd"), name_made_by(::getpid(), "0123abcd")}) {
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
