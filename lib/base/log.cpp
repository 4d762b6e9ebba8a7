#include "base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/text.h"

namespace runner {

namespace {

/// The message of a line, on one line: it may quote what stands in a file.
class VisibleMessage final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& line, const std::tm&, spdlog::memory_buf_t& to) override {
    const std::string text = visible_text({line.payload.data(), line.payload.size()});
    to.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<VisibleMessage>(); }
};

}  // namespace

std::shared_ptr<spdlog::logger> open_log(const std::filesystem::path& file, bool timing) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    auto log = std::make_shared<spdlog::logger>("run", std::move(sink));
    auto lines = std::make_unique<spdlog::pattern_formatter>();
    lines->add_flag<VisibleMessage>('v').set_pattern(timing ? "%H:%M:%S.%e %l: %v" : "%l: %v");
    log->set_formatter(std::move(lines));
    // A run has few lines, and those before a crash are the ones that matter.
    log->flush_on(spdlog::level::info);
    return log;
  } catch (const spdlog::spdlog_ex& error) {
    throw std::runtime_error("cannot write '" + file.string() + "': " + error.what());
  }
}

}  // namespace runner
