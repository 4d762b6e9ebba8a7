#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// How this process was called, and when.
struct Invocation {
  std::vector<std::string> command;  ///< words as they were given
  int jobs = 1;
  int threads = 1;
  std::chrono::system_clock::time_point started;
  std::optional<std::chrono::system_clock::time_point> finished;
};

/// The version of this program.
std::string_view program_version();

/// In a results folder, beside its config.yaml where the command line had overrides: what the file stands for
/// without them.
inline constexpr const char* own_file = "file.yaml";

/// The files that a results folder's runs were trained on, absolute, and the hash of each.
using DataHashes = std::map<std::filesystem::path, std::string>;

/// Those that the manifest of this folder names; none where it is damaged, missing or from before there were
/// any. Throws FileError where it can't be read.
DataHashes recorded_data(const std::filesystem::path& results);

/// Throws LaterFormat where the manifest of this folder says that a later version made it, FileError where it
/// can't be read. One that is damaged or missing says nothing; it is written again.
void check_manifest(const std::filesystem::path& results);

/// Writes manifest.json into the results folder: the versions of program, compiler and libraries, and the
/// What a manifest says of an experiment beside its name.
struct ManifestFacts {
  std::string file = {};  ///< the experiment's, relative to the folder; empty where it is not known
  DataHashes data = {};
};

/// Writes manifest.json into the results folder: the versions of program, compiler and libraries, and the
/// facts; with an invocation also command line, times and machine, without it only what is the same for every
/// invocation. Throws std::runtime_error.
void write_manifest(const std::filesystem::path& results, std::string_view experiment,
                    const Invocation* invocation, const ManifestFacts& facts = {});

/// The file that the manifest of a results folder names, as it is written there; empty where there is none.
/// Throws FileError where it is there and can't be read.
std::string manifest_file(const std::filesystem::path& results);

}  // namespace runner
