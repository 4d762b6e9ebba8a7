#include "spec/component_error_sink.h"

#include <fmt/format.h>

namespace runner {

void ComponentErrorSink::error(std::string_view parameter, std::string message) {
  has_errors_ = true;
  diagnostics_.error(place(parameter), text(parameter, message));
}

void ComponentErrorSink::warning(std::string_view parameter, std::string message) {
  diagnostics_.warning(place(parameter), text(parameter, message));
}

const Place& ComponentErrorSink::place(std::string_view parameter) const {
  while (!parameter.empty()) {
    if (const Node* value = find_path(node_, parameter)) return value->place();
    const std::size_t dot = parameter.rfind('.');
    parameter = parameter.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return node_.place();
}

std::string ComponentErrorSink::text(std::string_view parameter, std::string_view message) const {
  std::string where = path_;
  if (!where.empty() && !parameter.empty()) where += '.';
  where += parameter;
  return where.empty() ? std::string(message) : fmt::format("{}: {}", where, message);
}

}  // namespace runner
