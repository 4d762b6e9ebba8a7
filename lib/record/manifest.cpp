#include "record/manifest.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <ctime>
#include <fstream>
#include <thread>

#include "base/files.h"
#include "config/json.h"
#include "record/stored.h"
#include "record/versions.h"

namespace runner {
namespace {

constexpr std::size_t largest_manifest = 1U << 24U;  // bytes

std::string utc_text(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/// What follows `key` and `separator` on the first line that begins so; empty where there is none.
std::string value_in(const char* path, std::string_view key, char separator) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t begin = line.find_first_not_of(" \t\"", line.find(separator) + 1);
    const std::size_t end = line.find_last_not_of(" \t\"") + 1;
    return begin < end ? line.substr(begin, end - begin) : "";
  }
  return "";
}

Node machine() {
  utsname system{};
  ::uname(&system);
  return json::object({{"host", json::text(system.nodename)},
                       {"cpu", json::text(value_in("/proc/cpuinfo", "model name", ':'))},
                       {"processors", json::integer(std::thread::hardware_concurrency())},
                       {"system", json::text(value_in("/etc/os-release", "PRETTY_NAME", '='))},
                       {"kernel", json::text(fmt::format("{} {}", system.sysname, system.release))}});
}

}  // namespace

std::string_view program_version() {
  return RUNNER_VERSION;
}

DataHashes recorded_data(const std::filesystem::path& results) {
  DataHashes data;
  try {
    const Node manifest = json::parse(read_stored(results / "manifest.json", largest_manifest));
    for (const Node& file : json::at(manifest, "data").items())
      data[json::text_at(file, "path")] = json::text_at(file, "hash");
  } catch (const FileError&) {
    throw;
  } catch (const std::runtime_error&) {
    return {};
  }
  return data;
}

void check_manifest(const std::filesystem::path& results) {
  const std::filesystem::path file = results / "manifest.json";
  std::int64_t format = 0;
  try {
    format = json::integer_at(json::parse(read_stored(file, largest_manifest)), "results_format");
  } catch (const FileError&) {
    throw;
  } catch (const std::runtime_error&) {
    return;
  }
  check_format(format, file);
}

std::string manifest_file(const std::filesystem::path& results) {
  try {
    const Node manifest = json::parse(read_stored(results / "manifest.json", largest_manifest));
    const Node* file = manifest.find("file");
    return file && file->is_scalar() ? file->text() : "";
  } catch (const FileError&) {
    if (is_there(results / "manifest.json")) throw;
    return "";
  } catch (const std::runtime_error&) {
    return "";
  }
}

void write_manifest(const std::filesystem::path& results, std::string_view experiment,
                    const Invocation* invocation, const ManifestFacts& facts) {
  Node manifest = json::object({{"experiment", json::text(experiment)},
                                {"runner", json::text(program_version())},
                                {"results_format", json::integer(folder_format)},
                                {"compiler", json::text(RUNNER_COMPILER)},
                                {"libraries", json::parse(RUNNER_LIBRARIES)}});
  std::vector<Node> files;
  for (const auto& [path, hash] : facts.data)
    files.push_back(json::object({{"path", json::text(path.string())}, {"hash", json::text(hash)}}));
  if (!files.empty()) manifest = manifest.with("data", json::array(std::move(files)));
  if (!facts.file.empty()) manifest = manifest.with("file", json::text(facts.file));
  if (invocation != nullptr) {
    manifest =
        manifest.with("command", json::texts(invocation->command))
            .with("jobs", json::integer(invocation->jobs))
            .with("threads", json::integer(invocation->threads))
            .with("started", json::text(utc_text(invocation->started)))
            .with("finished", invocation->finished ? json::text(utc_text(*invocation->finished)) : Node())
            .with("machine", machine());
  }
  write_file_atomically(results / "manifest.json", json::write(manifest, 2) + "\n");
}

}  // namespace runner
