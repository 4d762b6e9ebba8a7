#include "plan/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

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

/// The id for each seed. The seed is the first key, so the text behind it is written once.
std::vector<std::string> ids_of(const Node& node, std::span<const std::int64_t> seeds) {
  assert(node.entries().front().key == "seed");
  constexpr std::size_t digits = 16;
  std::string rest = to_flow_yaml(node.without("seed"));
  rest.front() = ' ';  // the bracket
  std::vector<std::string> ids;
  for (const std::int64_t seed : seeds)
    ids.push_back(hash_text(fmt::format("{}\n{{seed: {},{}", results_format, seed, rest)).substr(0, digits));
  return ids;
}

}  // namespace

Node Identity::with_contents(const ExperimentConfig& configuration) {
  Node node = resolve_run(configuration);
  if (!configuration.data) return node;
  Node data = configuration.data.resolved;
  for (const auto& [parameter, path, may_be_folder] : configuration.data->files())
    data = data.with(parameter, Node::scalar(files_.hash(path, may_be_folder), {}, true));
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
  for (std::string& id : ids_of(node, seeds)) identities.push_back({std::move(id), {}});

  constexpr std::size_t most_combinations = 100;  // results that are older than so many changes go unnamed
  for (std::size_t i = 0; i < most_combinations && step_back(revised); ++i) {
    const std::vector<std::string> ids = ids_of(nodes_.of(whole, spec, revisions_of(revised)), seeds);
    for (std::size_t s = 0; s < seeds.size(); ++s)
      identities[s].earlier.push_back({ids[s], revisions_text(revised)});
  }
  return identities;
}

}  // namespace runner
