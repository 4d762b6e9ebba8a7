#include "record/manifest.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/files.h"
#include "plan/identity.h"
#include "record/versions.h"

namespace runner {
namespace {

using Json = nlohmann::ordered_json;

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

Json machine() {
  utsname system{};
  ::uname(&system);
  Json json;
  json["host"] = system.nodename;
  json["cpu"] = value_in("/proc/cpuinfo", "model name", ':');
  json["processors"] = std::thread::hardware_concurrency();
  json["system"] = value_in("/etc/os-release", "PRETTY_NAME", '=');
  json["kernel"] = fmt::format("{} {}", system.sysname, system.release);
  return json;
}

}  // namespace

std::string_view program_version() {
  return RUNNER_VERSION;
}

void write_manifest(const std::filesystem::path& results, std::string_view experiment,
                    const Invocation* invocation) {
  Json json;
  json["experiment"] = experiment;
  json["runner"] = program_version();
  json["results_format"] = results_format;
  json["compiler"] = RUNNER_COMPILER;
  json["libraries"] = Json::parse(RUNNER_LIBRARIES);
  if (invocation != nullptr) {
    json["command"] = invocation->command;
    json["jobs"] = invocation->jobs;
    json["threads"] = invocation->threads;
    json["started"] = utc_text(invocation->started);
    json["finished"] = invocation->finished ? Json(utc_text(*invocation->finished)) : Json();
    json["machine"] = machine();
  }
  write_file_atomically(results / "manifest.json",
                        json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace runner
