#include "record/manifest.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "support/temporary_folder.h"

using namespace runner;

namespace {

std::vector<std::string> keys_of(const nlohmann::ordered_json& json) {
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  return keys;
}

}  // namespace

TEST_CASE("the manifest says what made the results, how and where") {
  const TemporaryFolder folder;
  Invocation invocation;
  invocation.command = {"runner", "a b.yaml"};
  invocation.jobs = 2;
  invocation.started = std::chrono::system_clock::time_point(std::chrono::seconds(86400));
  write_manifest(folder.path(), "x", &invocation);
  auto json = nlohmann::ordered_json::parse(text_of(folder.path() / "manifest.json"));
  CHECK(keys_of(json) == std::vector<std::string>{"experiment", "runner", "results_format", "compiler",
                                                  "libraries", "command", "jobs", "threads", "started",
                                                  "finished", "machine"});
  CHECK(json["experiment"] == "x");
  CHECK(json["runner"] == program_version());
  CHECK(json["libraries"]["Eigen"].get<std::string>().starts_with("3."));
  CHECK(json["command"] == std::vector<std::string>{"runner", "a b.yaml"});
  CHECK(json["jobs"] == 2);
  CHECK(json["started"] == "1970-01-02T00:00:00Z");
  CHECK(json["finished"].is_null());
  CHECK(keys_of(json["machine"]) ==
        std::vector<std::string>{"host", "cpu", "processors", "system", "kernel"});

  invocation.finished = invocation.started + std::chrono::seconds(61);
  write_manifest(folder.path(), "x", &invocation);
  json = nlohmann::ordered_json::parse(text_of(folder.path() / "manifest.json"));
  CHECK(json["finished"] == "1970-01-02T00:01:01Z");
}

TEST_CASE("a manifest of a later version is refused, one that says nothing is not") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(check_manifest(folder.path()));
  write_manifest(folder.path(), "x", nullptr);
  CHECK_NOTHROW(check_manifest(folder.path()));
  write_text(folder.path() / "manifest.json", "{");
  CHECK_NOTHROW(check_manifest(folder.path()));
  write_text(folder.path() / "manifest.json", "{\"results_format\": 3}");
  CHECK_THROWS_WITH(
      check_manifest(folder.path()),
      ("'" + (folder.path() / "manifest.json").string() +
       "' has results format 3, and this version of runner knows 2 and before: use the version that "
       "wrote it, or another folder (--results)")
          .c_str());
}

TEST_CASE("without an invocation the manifest is the same for every one") {
  const TemporaryFolder folder;
  write_manifest(folder.path(), "x", nullptr);
  const auto json = nlohmann::ordered_json::parse(text_of(folder.path() / "manifest.json"));
  CHECK(keys_of(json) ==
        std::vector<std::string>{"experiment", "runner", "results_format", "compiler", "libraries"});
}

TEST_CASE("the manifest knows the hash of the data") {
  const TemporaryFolder folder;
  CHECK(recorded_data(folder.path()).empty());
  const DataHashes data = {{"/data/a.csv", std::string(32, 'a')}, {"/data/b c.csv", std::string(32, 'b')}};
  write_manifest(folder.path(), "x", nullptr, {"", data});
  CHECK(recorded_data(folder.path()) == data);
  const auto json = nlohmann::ordered_json::parse(text_of(folder.path() / "manifest.json"));
  CHECK(keys_of(json) ==
        std::vector<std::string>{"experiment", "runner", "results_format", "compiler", "libraries", "data"});
  write_text(folder.path() / "manifest.json", "{");
  CHECK(recorded_data(folder.path()).empty());
}
