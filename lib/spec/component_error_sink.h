#pragma once

#include <string>
#include <string_view>

#include "spec/component.h"
#include "spec/error_sink.h"

namespace runner {

/// What there is to say about a component of the user's file. A parameter may be dotted ("split.test",
/// "features.1"); the message stands at its value, or at what is written down nearest to it.
class ComponentErrorSink final : public ErrorSink {
 public:
  template <class K>
  ComponentErrorSink(const Component<K>& component, Diagnostics& diagnostics)
      : ComponentErrorSink(component.node, component.path, diagnostics) {}
  ComponentErrorSink(Node node, std::string path, Diagnostics& diagnostics)
      : node_(std::move(node)), path_(std::move(path)), diagnostics_(diagnostics) {}

  void error(std::string_view parameter, std::string message) override;
  void warning(std::string_view parameter, std::string message) override;

  bool has_errors() const { return has_errors_; }

 private:
  const Place& place(std::string_view parameter) const;
  std::string text(std::string_view parameter, std::string_view message) const;

  Node node_;
  std::string path_;
  Diagnostics& diagnostics_;
  bool has_errors_ = false;
};

}  // namespace runner
