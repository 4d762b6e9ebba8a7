#include "use/tensorboard.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "record/fake_run.h"
#include "report/fake_plan.h"
#include "use/event_file.h"

using namespace runner;

namespace {

std::string hexadecimal(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return digits;
}

// Bytes that TensorFlow's own writer makes.
const std::string version_record =
    "1800000000000000a37f4b220900000000000000001a0d627261696e2e4576656e743a32eedf28a3";

}  // namespace

TEST_CASE("records have the checksum of their format") {
  CHECK(masked_crc32c("123456789") == 0xc78ab0e5);
}

TEST_CASE("an event file begins with its version, and a scalar is a record") {
  EventFile file;
  CHECK(hexadecimal(file.content()) == version_record);
  const Message scalar = Message().bytes(1, "loss/train").fixed32(2, 0.5F);
  file.add(1, 10, Message().message(1, scalar));
  CHECK(hexadecimal(file.content()) ==
        version_record +
            "200000000000000029eda95009000000000000f03f100a2a130a110a0a6c6f73732f747261696e"
            "150000003f4ac2ab7b");
}

TEST_CASE("tags have the part of the data behind what is measured") {
  struct Case {
    Column column;
    const char* tag;
  };
  const std::vector<Case> cases = {
      {loss_column(Part::train), "loss/train"},
      {metric_column(Part::val, "accuracy", Direction::higher), "accuracy/validation"},
      {metric_column(Part::test, "f1_a/b", Direction::higher), "f1_a/b/test"},
      {metric_column(Part::none, "distance_to_minimum", Direction::lower), "distance_to_minimum"},
      {average_column(loss_column(Part::val), "val_loss_ema_0.9"), "loss_ema_0.9/validation"},
      {{.name = "lr", .role = Role::rate}, "lr"},
  };
  for (const auto& [column, tag] : cases) CHECK(scalar_tag(column) == tag);
}

TEST_CASE("runs are shown by their configuration, and seeds are a group") {
  const Results results;
  Plan plan = fake_plan(2);
  plan.labels[1] = "../SGD/lr";
  for (PlannedRun& run : plan.runs) {
    run.label = plan.labels[run.configuration];
    if (run.id != "sgd1") FakeRun().record(results.path(), run.id);
  }
  const auto runs = shown_runs(plan, results.path());
  REQUIRE(runs.size() == 3);
  CHECK(runs[0].name == "SGD lr=0.1 seed 0");
  CHECK(runs[2].name == "_._SGD_lr seed 1");
  CHECK(runs[1].group == runs[2].group);
  CHECK(runs[0].parameters ==
        std::vector<std::pair<std::string, std::string>>{{"optimizer", "SGD"}, {"optimizer.lr", "0.1"}});
  const TensorboardExport all(runs);
  CHECK(all.events(1) == all.events(1));
  CHECK(all.events(1) != all.events(0));
}

TEST_CASE("a value that is none has no event") {
  const Results results;
  FakeRun run;
  run.epochs = {{0.7, 0.5}, {std::nan(""), std::nan("")}};
  run.record(results.path(), "x");
  const TensorboardExport all({{run_folder(results.path(), "x"), "x", "x", {}}});
  const std::string events = all.events(0);
  std::size_t count = 0;
  for (std::size_t at = 0; (at = events.find("loss/train\x15", at)) != std::string::npos; ++at) ++count;
  CHECK(count == 1);
}
