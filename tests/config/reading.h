#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "config/yaml.h"

namespace runner {

/// A source of the name x.yaml.
inline SourcePtr make_source(std::string text) {
  return std::make_shared<const Source>(Source{"x.yaml", std::move(text), "", false});
}

/// The node of a text that has no mistakes.
inline Node read_yaml(const std::string& text) {
  Diagnostics diagnostics;
  const auto node = parse_yaml(make_source(text), diagnostics);
  CHECK(diagnostics.text() == "");
  return node.value_or(Node());
}

/// "line:column: message" of each mistake, one a line.
inline std::string short_text(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& d : diagnostics.sorted())
    text += fmt::format("{}{}:{}: {}", text.empty() ? "" : "\n", d.place.line, d.place.column, d.message);
  return text;
}

inline std::string mistakes_of(const std::string& text) {
  Diagnostics diagnostics;
  parse_yaml(make_source(text), diagnostics);
  return short_text(diagnostics);
}

}  // namespace runner
