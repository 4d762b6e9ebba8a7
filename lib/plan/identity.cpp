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

std::string Identity::of(const ExperimentConfig& run, std::int64_t seed) {
  Node node = resolve(run).without("name").without("description").without("sweep");
  node = node.with("seed", Codec<std::int64_t>::encode(seed));
  if (run.data) {
    Node data = run.data.resolved;
    for (const auto& [parameter, path] : run.data->files()) {
      data = data.with(parameter, Node::scalar(content_hash(path.string()), {}, true));
    }
    node = node.with("data", data);
  }
  constexpr std::size_t digits = 16;
  return hash_text(fmt::format("{}\n{}", results_format, to_flow_yaml(node))).substr(0, digits);
}

}  // namespace runner
