#pragma once

#include <yaml-cpp/exceptions.h>

#include "base/diagnostics.h"
#include "config/node_builder.h"
#include "config/source_text.h"

namespace runner {

/// What yaml-cpp found wrong, in words that say what to do, at the place where the mistake probably is.
Diagnostic explain_syntax_error(const YAML::ParserException& error, const SourceText& text,
                                const NodeBuilder& read);

}  // namespace runner
