#include "data/sources/binary_file.h"

#include <fmt/format.h>

#include <stdexcept>

namespace runner {

std::string unreadable(const std::filesystem::path& path, std::string_view reason) {
  return fmt::format("cannot read '{}': {}", path.string(), reason);
}

std::optional<std::string> read_bytes(const std::filesystem::path& path, std::string_view parameter,
                                      DataFiles& files, ErrorSink& sink) {
  constexpr std::size_t limit = std::size_t{4} << 30U;
  try {
    return files.take(path, limit);
  } catch (const std::runtime_error& error) {
    sink.error(parameter, error.what());
    return std::nullopt;
  }
}

std::optional<NumberArray> read_binary(const std::filesystem::path& path, std::string_view parameter,
                                       ArrayReader reader, DataFiles& files, ErrorSink& sink) {
  const auto bytes = read_bytes(path, parameter, files, sink);
  if (!bytes) return std::nullopt;
  try {
    return reader(*bytes);
  } catch (const std::runtime_error& error) {
    sink.error(parameter, unreadable(path, error.what()));
    return std::nullopt;
  }
}

}  // namespace runner
