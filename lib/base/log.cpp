#include "base/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <stdexcept>

namespace runner {

std::shared_ptr<spdlog::logger> open_log(const std::filesystem::path& file, bool timing, bool append) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string(), !append);
    auto log = std::make_shared<spdlog::logger>("run", std::move(sink));
    log->set_pattern(timing ? "%H:%M:%S.%e %l: %v" : "%l: %v");
    // A run has few lines, and those before a crash are the ones that matter.
    log->flush_on(spdlog::level::info);
    return log;
  } catch (const spdlog::spdlog_ex& error) {
    throw std::runtime_error("cannot write '" + file.string() + "': " + error.what());
  }
}

}  // namespace runner
