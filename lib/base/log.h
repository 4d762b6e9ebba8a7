#pragma once

#include <filesystem>
#include <memory>

namespace spdlog {
class logger;
}

namespace runner {

/// A log of its own for one run, written to `file`, or behind what is there. With `timing` each line opens
/// with the time of day; without, the text depends on the run alone. Throws std::runtime_error where the file
/// can't be opened.
std::shared_ptr<spdlog::logger> open_log(const std::filesystem::path& file, bool timing);

}  // namespace runner
