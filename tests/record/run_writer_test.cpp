#include "record/run_writer.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "record/fake_run.h"
#include "support/temporary_folder.h"

using namespace runner;

namespace {

using Names = std::vector<std::string>;

/// Lets no file of this process grow beyond some bytes.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

/// The folder that a writer is filling.
std::filesystem::path private_folder(const Results& results) {
  for (const auto& name : names_in(results.runs())) {
    if (name.front() == '.') return results.runs() / name;
  }
  throw std::runtime_error("no private folder");
}

}  // namespace

TEST_CASE("the folder of a run has these files with this content") {
  const Results results;
  FakeRun().record(results.path(), "id", {.timing = false, .iterations = true});
  CHECK(names_in(results.runs()) == Names{"id"});
  CHECK(names_in(results.run()) ==
        Names{"config.yaml", "iterations.csv", "log.txt", "metrics.csv", "run.json", "status"});
  CHECK(text_of(results.run() / "config.yaml") == "seed: 0\n");
  CHECK(text_of(results.run() / "metrics.csv") ==
        "epoch,iteration,samples,lr,train_loss,val_accuracy,seconds\n"
        "0,0,0,0.1,0.7,0.5,\n"
        "1,10,320,0.1,0.6,0.75,\n"
        "2,20,640,0.1,0.5,0.7,\n");
  CHECK(text_of(results.run() / "iterations.csv") ==
        "epoch,iteration,samples,lr,train_loss,w0\n"
        "1,10,320,0.1,0.6,1\n"
        "2,20,640,0.1,0.5,0.5\n");
  CHECK(text_of(results.run() / "status") == "finished\n");
  CHECK(text_of(results.run() / "log.txt") ==
        "info: 26 trainable parameters\n"
        "info: finished after 2 epochs, 20 iterations, 640 samples\n");
  const auto listed = [&](const std::vector<std::string>& files) {
    std::string lines;
    for (const std::string& file : files) {
      lines += lines.empty() ? "" : ",\n";
      lines += "    \"" + file + "\": \"" + hash_text(text_of(results.run() / file)) + "\"";
    }
    return lines + "\n";
  };
  const auto before_hash = [](const std::string& text) { return text.substr(0, text.rfind("  \"hash\"")); };
  CHECK(text_of(results.run() / "run.json") ==
        "{\n  \"status\": \"finished\",\n  \"message\": \"\",\n  \"epochs\": 2,\n  \"iterations\": 20,\n"
        "  \"samples\": 640,\n  \"parameters\": 26,\n  \"columns\": [\n"
        "    {\n      \"name\": \"train_loss\",\n      \"higher_is_better\": false\n    },\n"
        "    {\n      \"name\": \"val_accuracy\",\n      \"higher_is_better\": true\n    }\n  ],\n"
        "  \"primary\": \"val_accuracy\",\n  \"id\": \"id\",\n  \"format\": 2,\n  \"files\": {\n" +
            listed({"config.yaml", "metrics.csv", "iterations.csv", "log.txt", "status"}) + "  },\n" +
            "  \"hash\": \"" + hash_text(before_hash(text_of(results.run() / "run.json"))) + "\"\n}\n");
}

TEST_CASE("predictions and the confusion of classes are files of the run, proven as the others") {
  const Results results;
  {
    RunWriter writer(results.path(), "id", "", {.timing = false});
    FakeRun().train(writer);
    writer.predictions({.classes = {"a,b", "c"}, .probabilities = true});
    const double zero = 0, one = 1, none = -100;
    const std::array<double, 2> sure = {0.75, 0.25}, other = {0.125, 0.875};
    writer.prediction({1, Part::train, {&zero, 1}, {&zero, 1}, sure});
    writer.prediction({2, Part::val, {&zero, 1}, {&one, 1}, other});
    writer.prediction({3, Part::train, {&none, 1}, {&one, 1}, other});
    writer.prediction({10, Part::train, {&zero, 1}, {&one, 1}, other});
    writer.end(FakeRun().ended());
  }
  CHECK(text_of(results.run() / "predictions.csv") ==
        "row,part,target,prediction,\"p_a,b\",p_c\n"
        "1,train,\"a,b\",\"a,b\",0.75,0.25\n"
        "2,val,\"a,b\",c,0.125,0.875\n"
        "3,train,-100,c,0.125,0.875\n"
        "10,train,\"a,b\",c,0.125,0.875\n");
  CHECK(text_of(results.run() / "confusion.csv") ==
        "part,target,\"a,b\",c\n"
        "train,\"a,b\",1,1\ntrain,c,0,0\n"
        "val,\"a,b\",0,1\nval,c,0,0\n");
  CHECK(find_run(results.run(), "id", Look::at_all).result.has_value());
  write_output_file(results.run() / "confusion.csv", "part,target\n", false);
  CHECK(find_run(results.run(), "id", Look::at_all).damage ==
        "confusion.csv is not the one that was written");
}

TEST_CASE("predictions of numbers, and of several outputs, have no classes and no confusion") {
  const Results results;
  {
    RunWriter writer(results.path(), "id", "", {.timing = false});
    FakeRun().train(writer);
    writer.predictions({.targets = {"length", "width"}, .outputs = {"length", "width"}});
    const std::array<double, 2> target = {1.5, 2}, prediction = {1, 2.25};
    writer.prediction({7, Part::test, target, prediction, {}});
    writer.end(FakeRun().ended());
  }
  CHECK(text_of(results.run() / "predictions.csv") ==
        "row,part,target_length,target_width,prediction_length,prediction_width\n7,test,1.5,2,1,2.25\n");
  CHECK_FALSE(std::filesystem::exists(results.run() / "confusion.csv"));
}

TEST_CASE("a run that fails while it writes predictions has none of them") {
  const Results results;
  {
    RunWriter writer(results.path(), "id", "", {.timing = false});
    FakeRun().train(writer);
    writer.predictions({.classes = {"a", "b"}});
    writer.fail("no space left");
  }
  CHECK(names_in(results.run()) == Names{"config.yaml", "log.txt", "metrics.csv", "run.json", "status"});
  CHECK(find_run(results.run(), "id", Look::at_all).result.has_value());
}

TEST_CASE("the baseline is kept with the run, and read back") {
  const Results results;
  RunStart start = FakeRun().start();
  start.baseline = {"always 'a'", {{"val_accuracy", 0.625}, {"test_accuracy", 0.5}}};
  {
    RunWriter writer(results.path(), "id", "", {.timing = false});
    writer.start(start);
    writer.end(FakeRun().ended());
  }
  CHECK(text_of(results.run() / "run.json")
            .find("\"baseline\": {\n    \"predicts\": \"always 'a'\",\n    "
                  "\"values\": {\n      \"val_accuracy\": 0.625,\n      "
                  "\"test_accuracy\": 0.5\n    }\n  },\n  \"id\"") != std::string::npos);
  CHECK((read_run(results.run())->baseline == start.baseline));
}

TEST_CASE("with timing the seconds are there, and the rest is the same") {
  const Results results;
  FakeRun().record(results.path(), "id", {.timing = true});
  CHECK(text_of(results.run() / "metrics.csv") ==
        "epoch,iteration,samples,lr,train_loss,val_accuracy,seconds\n"
        "0,0,0,0.1,0.7,0.5,0\n"
        "1,10,320,0.1,0.6,0.75,0.25\n"
        "2,20,640,0.1,0.5,0.7,0.5\n");
  CHECK(read_run(results.run())->seconds == 0.5);
  CHECK(text_of(results.run() / "log.txt").find(" info: 26 trainable parameters\n") == 12);
}

TEST_CASE("a number that is not finite leaves its cell blank") {
  const Results results;
  FakeRun run;
  run.epochs = {{std::nan(""), HUGE_VAL}};
  run.record(results.path(), "id");
  CHECK(text_of(results.run() / "metrics.csv") ==
        "epoch,iteration,samples,lr,train_loss,val_accuracy,seconds\n0,0,0,0.1,,,\n");
}

TEST_CASE("a checkpoint is a safetensors file") {
  const Results results;
  std::array<float, 3> weights = {1, 2, 3};
  std::array<double, 1> bias = {0.5};
  {
    RunWriter writer(results.path(), "id", "", {.timing = false});
    writer.start(FakeRun().start());
    RunEnd end = FakeRun().ended();
    end.tensors = {{"0.weight", std::span<float>(weights), {1, 3}}, {"0.bias", std::span<double>(bias)}};
    writer.end(end);
  }
  const std::string bytes = text_of(results.run() / "checkpoint");
  std::uint64_t length = 0;
  REQUIRE(bytes.size() > sizeof length);
  std::memcpy(&length, bytes.data(), sizeof length);
  CHECK(length % 8 == 0);
  REQUIRE(bytes.size() == sizeof length + length + 20);
  const auto header = nlohmann::json::parse(bytes.substr(sizeof length, length));
  auto expected = nlohmann::json::parse(R"({
      "__metadata__": {"checksum": "", "format": "2", "id": "id", "status": "finished", "epoch": "2",
                       "iteration": "20", "metrics_bytes": "", "iterations_bytes": "0", "metrics_hash": "",
                       "iterations_hash": ""},
      "0.weight": {"dtype": "F32", "shape": [1, 3], "data_offsets": [0, 12]},
      "0.bias": {"dtype": "F64", "shape": [1], "data_offsets": [12, 20]}})");
  const std::string metrics = text_of(results.run() / "metrics.csv");
  expected["__metadata__"]["metrics_bytes"] = std::to_string(metrics.size());
  expected["__metadata__"]["metrics_hash"] = hash_text(metrics);
  const std::string checksum = header["__metadata__"]["checksum"];
  std::string zeros = bytes;
  zeros.replace(zeros.find(checksum), checksum.size(), checksum.size(), '0');
  CHECK(checksum == hash_text(zeros));
  expected["__metadata__"]["checksum"] = checksum;
  CHECK(header == expected);
  std::array<float, 3> read_weights{};
  std::array<double, 1> read_bias{};
  std::memcpy(read_weights.data(), bytes.data() + sizeof length + length, sizeof read_weights);
  std::memcpy(read_bias.data(), bytes.data() + bytes.size() - sizeof read_bias, sizeof read_bias);
  CHECK(read_weights == weights);
  CHECK(read_bias == bias);
}

TEST_CASE("until the end nothing is published, and without it nothing stays") {
  const Results results;
  {
    RunWriter writer(results.path(), "id", "", {});
    FakeRun().train(writer);
    CHECK_FALSE(std::filesystem::exists(results.run()));
    CHECK(names_in(results.runs()).size() == 1);
  }
  CHECK(names_in(results.runs()).empty());
}

TEST_CASE("a run that fails before its start has a folder too") {
  const Results results;
  {
    RunWriter writer(results.path(), "id", "", {.timing = false});
    writer.warning("few rows");
    writer.fail("not enough memory");
    writer.fail("once is enough");
  }
  const auto run = read_run(results.run());
  REQUIRE(run);
  CHECK(run->status == Status::failed);
  CHECK(run->message == "not enough memory");
  CHECK(text_of(results.run() / "metrics.csv") == "epoch,iteration,samples,lr,seconds\n");
  CHECK(text_of(results.run() / "log.txt") ==
        "warning: few rows\n"
        "error: failed after 0 epochs, 0 iterations, 0 samples: not enough memory\n");
}

TEST_CASE("a run that fails midway keeps its rows") {
  const Results results;
  RunWriter writer(results.path(), "id", "", {.timing = false});
  FakeRun().train(writer);
  writer.fail("bad luck");
  const auto run = read_run(results.run());
  REQUIRE(run);
  CHECK(run->epochs == 2);
  CHECK(run->samples == 640);
  CHECK(read_rows(results.run(), *run)->size() == 3);
}

TEST_CASE("a message may hold any bytes") {
  const Results results;
  RunWriter writer(results.path(), "id", "", {.timing = false});
  writer.fail("cannot read 'a\xff'\nat all");
  CHECK(read_run(results.run())->message == "cannot read 'a\xEF\xBF\xBD'\nat all");
}

TEST_CASE("a full disk is told, and leaves no folder") {
  const Results results;
  RunWriter writer(results.path(), "id", "", {.timing = false, .iterations = true});
  // /dev/full refuses every write as a full disk does.
  for (const char* name : {"metrics.csv", "run.json"}) {
    std::filesystem::create_symlink("/dev/full", private_folder(results) / name);
  }
  const std::string metrics = (private_folder(results) / "metrics.csv").string();
  FakeRun().train(writer);
  CHECK_THROWS_WITH(writer.end(FakeRun().ended()),
                    ("cannot write '" + metrics + "': No space left on device").c_str());
  CHECK_FALSE(std::filesystem::exists(results.run()));
  writer.fail("No space left on device");
  CHECK(names_in(results.runs()).empty());
}

TEST_CASE("a disk that is full only for the checkpoint leaves a failed run without one") {
  const Results results;
  std::array<float, 1> weight = {1};
  RunWriter writer(results.path(), "id", "", {.timing = false});
  std::filesystem::create_symlink("/dev/full", private_folder(results) / "checkpoint");
  FakeRun().train(writer);
  RunEnd end = FakeRun().ended();
  end.tensors = {{"w", std::span<float>(weight)}};
  CHECK_THROWS_AS(writer.end(end), std::runtime_error);
  writer.fail("No space left on device");
  CHECK(read_run(results.run())->status == Status::failed);
  CHECK(names_in(results.run()) == Names{"config.yaml", "log.txt", "metrics.csv", "run.json", "status"});
}

TEST_CASE("what was written before a refused write stays whole") {
  const TemporaryFolder folder;
  OutputFile file(folder.path() / "f");
  file.write("a\n");
  {
    const FileSizeLimit limit(1000);
    CHECK_THROWS_WITH(file.write(std::string(2000, 'x')),
                      ("cannot write '" + (folder.path() / "f").string() + "': File too large").c_str());
  }
  CHECK(text_of(folder.path() / "f") == "a\n");
  file.write("b\n");
  file.close(true);
  CHECK(text_of(folder.path() / "f") == "a\nb\n");
  CHECK_THROWS_WITH(
      OutputFile(folder.path() / "no" / "f"),
      ("cannot write '" + (folder.path() / "no" / "f").string() + "': No such file or directory").c_str());
}
