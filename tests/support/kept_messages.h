#pragma once

#include <string>
#include <vector>

#include "spec/error_sink.h"

namespace runner {

/// Keeps messages as "parameter: message", or the bare message of the component as a whole.
class KeptMessages : public ErrorSink {
 public:
  void error(std::string_view parameter, std::string message) override {
    keep(parameter, std::move(message));
  }
  void warning(std::string_view parameter, std::string message) override {
    keep(parameter, std::move(message));
  }

  std::vector<std::string> messages;

 private:
  void keep(std::string_view parameter, std::string message) {
    messages.push_back(parameter.empty() ? std::move(message) : std::string(parameter) + ": " + message);
  }
};

}  // namespace runner
