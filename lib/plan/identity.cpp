#include "plan/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/files.h"
#include "base/text.h"
#include "config/yaml.h"

namespace runner {

namespace {

/// A declaration whose numbers have changed since its first revision, and which of them is meant.
struct Revised {
  const SpecBase* spec;
  int revision;
};
using RevisedSpecs = std::vector<Revised>;  // in the order in which a configuration uses them

RevisionOf revisions_of(const RevisedSpecs& revised) {
  return [&revised](const SpecBase& spec) {
    const auto found = std::ranges::find(revised, &spec, &Revised::spec);
    return found == revised.end() ? 1 : found->revision;
  };
}

/// Takes the next earlier combination of revisions; false after the one in which all are at their first.
bool step_back(RevisedSpecs& revised) {
  for (Revised& one : revised) {
    if (--one.revision > 0) return true;
    one.revision = one.spec->revision();
  }
  return false;
}

/// "revision 1 of csv and revision 2 of Adam"
std::string revisions_text(const RevisedSpecs& revised) {
  std::vector<std::string> parts;
  for (const auto& [spec, revision] : revised)
    if (revision < spec->revision())
      parts.push_back(fmt::format("revision {} of {}", revision, spec->name()));
  return join(parts, " and ");
}

std::string hash_of(const Node& node, std::int64_t seed) {
  constexpr std::size_t digits = 16;
  const std::string text = to_flow_yaml(node.with("seed", Codec<std::int64_t>::encode(seed)));
  return hash_text(fmt::format("{}\n{}", results_format, text)).substr(0, digits);
}

}  // namespace

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

Node Identity::with_contents(const ExperimentConfig& configuration) {
  const Node node = resolve_run(configuration);
  if (!configuration.data) return node;
  Node data = configuration.data.resolved;
  for (const auto& [parameter, path] : configuration.data->files())
    data = data.with(parameter, Node::scalar(content_hash(path.string()), {}, true));
  return node.with("data", data);
}

std::vector<RunIdentity> Identity::of(const ExperimentConfig& configuration,
                                      std::span<const std::int64_t> seeds) {
  const SpecBase& spec = spec_of<ExperimentConfig>();
  const Node whole = with_contents(configuration);
  RevisedSpecs revised;
  const Node node = nodes_.of(whole, spec, [&](const SpecBase& used) {
    const bool known = std::ranges::find(revised, &used, &Revised::spec) != revised.end();
    if (used.revision() > 1 && !known) revised.push_back({&used, used.revision()});
    return used.revision();
  });
  std::vector<RunIdentity> identities;
  for (const std::int64_t seed : seeds) identities.push_back({hash_of(node, seed), {}});

  constexpr std::size_t most_combinations = 100;  // results that are older than so many changes go unnamed
  for (std::size_t i = 0; i < most_combinations && step_back(revised); ++i) {
    const Node before = nodes_.of(whole, spec, revisions_of(revised));
    for (std::size_t s = 0; s < seeds.size(); ++s)
      identities[s].earlier.push_back({hash_of(before, seeds[s]), revisions_text(revised)});
  }
  return identities;
}

}  // namespace runner
