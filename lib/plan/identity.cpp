#include "plan/identity.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/files.h"
#include "config/yaml.h"

namespace runner {

const std::string& Identity::content_hash(const std::string& path) {
  auto [entry, added] = hashes_.try_emplace(path);
  if (!added) return entry->second;
  try {
    constexpr std::size_t limit = std::size_t{1} << 32;
    entry->second = hash_text(read_file(path, limit));
  } catch (const std::runtime_error&) {
  }
  return entry->second;
}

std::vector<std::string> Identity::of(const ExperimentConfig& configuration,
                                      std::span<const std::int64_t> seeds) {
  Node node = resolve_run(configuration);
  if (configuration.data) {
    Node data = configuration.data.resolved;
    for (const auto& [parameter, path] : configuration.data->files()) {
      data = data.with(parameter, Node::scalar(content_hash(path.string()), {}, true));
    }
    node = node.with("data", data);
  }
  constexpr std::size_t digits = 16;
  std::vector<std::string> ids;
  for (std::int64_t seed : seeds) {
    const std::string text = to_flow_yaml(node.with("seed", Codec<std::int64_t>::encode(seed)));
    ids.push_back(hash_text(fmt::format("{}\n{}", results_format, text)).substr(0, digits));
  }
  return ids;
}

}  // namespace runner
