#include <algorithm>

#include "base/text.h"
#include "catalog/catalog.h"
#include "config/yaml.h"
#include "fuzz.h"
#include "plan/plan.h"
#include "train/preflight.h"

using namespace runner;

namespace {

constexpr long long small = 1000;     // numbers up to it make data and sweeps of a moment
constexpr std::size_t few_runs = 30;  // whose file is written and read again

bool all_of_tree(const Node& node, bool (*holds)(const Node&, std::string_view key),
                 std::string_view key = {}) {
  return holds(node, key) &&
         std::ranges::all_of(node.items(), [&](const Node& item) { return all_of_tree(item, holds); }) &&
         std::ranges::all_of(node.entries(), [&](const Node::Entry& entry) {
           return all_of_tree(entry.value, holds, entry.key);
         });
}

/// No file is read for an input, whatever it names.
bool names_no_file(const Node& /*node*/, std::string_view key) {
  return key.find("path") == std::string_view::npos;
}

bool is_small(const Node& node, std::string_view /*key*/) {
  if (!node.is_scalar()) return true;
  const auto number = parse_number(node.text());
  return !number || !(*number > static_cast<double>(small));
}

std::optional<Node> read(const std::string& name, std::string text, Diagnostics& diagnostics) {
  return parse_yaml(std::make_shared<Source>(Source{name, std::move(text), "/"}), diagnostics);
}

std::vector<std::string> ids_of(const Plan& plan) {
  std::vector<std::string> ids;
  for (const PlannedRun& run : plan.runs) ids.push_back(run.id);
  return ids;
}

/// config.yaml can be read, and stands for the same runs.
void check_written(const Plan& plan) {
  Diagnostics diagnostics;
  const auto root = read("config.yaml", to_yaml(plan.resolved), diagnostics);
  const auto again = root ? make_plan(*root, "fuzz", catalog(), diagnostics) : std::nullopt;
  if (!again) std::fprintf(stderr, "%s%s", to_yaml(plan.resolved).c_str(), diagnostics.text().c_str());
  fuzz::must(again.has_value(), "what was written can be read");
  fuzz::must(ids_of(*again) == ids_of(plan), "what was written stands for the same runs");
}

void check(const Node& root, Diagnostics& diagnostics) {
  if (root.find("extends") || !all_of_tree(root, names_no_file)) {
    bind_experiment(root, catalog(), diagnostics);
    return;
  }
  const bool runs_are_few = all_of_tree(root, is_small);
  const auto plan = runs_are_few ? make_plan(root, "fuzz", catalog(), diagnostics) : std::nullopt;
  if (!plan) {
    if (!runs_are_few) bind_experiment(root, catalog(), diagnostics);
    return;
  }
  if (plan->runs.size() > few_runs) return;
  check_written(*plan);
  DataCache cache;
  const bool good = preflight_all(*plan, catalog(), cache, diagnostics);
  fuzz::must(good != diagnostics.has_errors(), "what is refused is told");
}

}  // namespace

/// An experiment file as `check` takes it: read, bound, expanded, written and read again, checked against its
/// data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Diagnostics diagnostics;
  const auto root = read("fuzz.yaml", std::string(fuzz::text_of(data, size)), diagnostics);
  fuzz::must(root.has_value() || diagnostics.has_errors(), "what is refused is told");
  if (root) {
    Diagnostics none;
    const auto again = read("again.yaml", to_yaml(*root), none);
    fuzz::must(again && again->same_as(*root), "what is written reads back");
    check(*root, diagnostics);
  }
  diagnostics.text();
  return 0;
}
