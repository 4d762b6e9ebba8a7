#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "spec/error_sink.h"

namespace runner {

/// The messages of a component that stands in another's parameter: they get the parameter's name in front.
class NestedErrorSink final : public ErrorSink {
 public:
  NestedErrorSink(std::string parameter, ErrorSink& outer)
      : parameter_(std::move(parameter)), outer_(outer) {}
  void error(std::string_view parameter, std::string message) override {
    has_errors_ = true;
    outer_.error(dotted(parameter), std::move(message));
  }
  void warning(std::string_view parameter, std::string message) override {
    outer_.warning(dotted(parameter), std::move(message));
  }

  bool has_errors() const { return has_errors_; }

 private:
  std::string dotted(std::string_view parameter) const {
    return parameter.empty() ? parameter_ : fmt::format("{}.{}", parameter_, parameter);
  }
  std::string parameter_;
  ErrorSink& outer_;
  bool has_errors_ = false;
};

}  // namespace runner
