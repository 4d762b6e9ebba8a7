#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/diagnostics.h"
#include "config/node.h"

namespace runner {

/// Reads one YAML document. Refuses, with the place: text after the document, duplicate keys, keys that are
/// not plain text, invalid UTF-8, control characters, self-referring or exploding aliases, more than 64
/// levels, 200,000 nodes or 1 MiB. Scalars keep their text. `<<` takes in the keys of a map or of a list of
/// maps, as YAML 1.1 has it: a map's own keys win, then those of the earlier map. Null with messages in
/// `diagnostics` when the text can't be read.
std::optional<Node> parse_yaml(SourcePtr source, Diagnostics& diagnostics);

/// Reads a file and what it `extends` (a path or a list of paths, relative to the file that names them): maps
/// merge key by key, this file wins; a list or scalar replaces. The result has no `extends` key,
/// and none that begins with `x-`, where anchors can be kept.
/// A component that changes its `type` replaces the inherited one whole (its options belong to the other
/// type). A circle, a missing file and every mistake in any of the files is reported.
std::optional<Node> load_yaml(const std::filesystem::path& file, Diagnostics& diagnostics);

/// As `load_yaml`, for a file that `to_yaml` wrote: it may be as long as that made it.
std::optional<Node> load_written_yaml(const std::filesystem::path& file, Diagnostics& diagnostics);

/// Applies `key=value` words of the command line in order. A value is read as YAML (`a=[1, 2]`, `a={type:
/// SGD}`); its places point into the word.
void apply_overrides(Node& root, std::span<const std::string> words, Diagnostics& diagnostics);

/// The node as block YAML that reads back as the same node; short lists and maps of scalars stay on one line.
std::string to_yaml(const Node& node);

/// On one line, in flow style: `{type: SGD, lr: 0.1}`.
std::string to_flow_yaml(const Node& node);

}  // namespace runner
