#pragma once

#include <string>
#include <string_view>

namespace runner {

/// Where a component says that it does not fit its surroundings (shapes, targets). The implementer knows the
/// component's place in the user's file.
class ErrorSink {
 public:
  virtual ~ErrorSink() = default;
  /// At the component's parameter, or at the component itself where `parameter` is empty.
  virtual void error(std::string_view parameter, std::string message) = 0;
  virtual void warning(std::string_view parameter, std::string message) = 0;
};

}  // namespace runner
