#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "data/data_files.h"
#include "data/sources/number_array.h"

namespace runner {

/// The file's bytes, unpacked where they are gzip; after an error at `parameter`, nothing.
std::optional<std::string> read_bytes(const std::filesystem::path& path, std::string_view parameter,
                                      DataFiles& files, ErrorSink& sink);

/// What `reader` makes of the bytes; what it throws is told with the file's name.
using ArrayReader = NumberArray (*)(std::string_view bytes);
/// The array in a file, by `reader`; nothing after an error at `parameter`.
std::optional<NumberArray> read_binary(const std::filesystem::path& path, std::string_view parameter,
                                       ArrayReader reader, DataFiles& files, ErrorSink& sink);

/// "cannot read 'FILE': reason".
std::string unreadable(const std::filesystem::path& path, std::string_view reason);

}  // namespace runner
