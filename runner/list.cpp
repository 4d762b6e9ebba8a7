#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "output.h"
#include "plan/experiment.h"
#include "spec/advice.h"
#include "spec/component_here.h"
#include "spec/keys.h"
#include "spec/reference.h"

namespace runner {

int list_command(const Options& options) {
  std::vector<std::string> kinds;
  const std::string asked = options.files.empty() ? "" : lower_case(options.files.front());
  bool found = false;
  for (const auto& registry : catalog().all()) {
    kinds.push_back(registry->plural());
    if (!asked.empty() && asked != registry->kind() && asked != registry->plural()) continue;
    say("{}{}", Lines{found ? "\n" : ""}, Lines{list_of(*registry)});
    found = true;
  }
  if (found) return exit_done;
  tell("runner list: there is no kind '{}'{}\n", asked, suggestion(asked, kinds));
  return exit_usage;
}

namespace {

/// What to ask for instead: the same thing by its name here, or the nearest name.
std::string explain_instead(const std::string& asked) {
  for (const auto& registry : catalog().all()) {
    const Node word = Node::scalar(asked);
    const std::string here = registry->find_any(asked) ? *registry->find_any(asked) : "";
    if (!here.empty()) return fmt::format("; here it is {}: runner explain {}", here, here);
    const std::string other = component_here(word, *registry, catalog());
    if (!other.empty()) return "; " + other;
  }
  const std::string path = place_of_key(asked, spec_of<ExperimentConfig>(), catalog());
  if (!path.empty()) return fmt::format("; here it is {}: runner explain {}", path, path);
  std::vector<std::string> names;
  for (const auto& registry : catalog().all())
    names.insert(names.end(), registry->names().begin(), registry->names().end());
  for (const KeyPlace& place : all_keys(spec_of<ExperimentConfig>(), catalog())) {
    names.emplace_back(place.name());
    names.push_back(place.path);
  }
  if (const auto near = nearest(asked, names)) return fmt::format("; did you mean '{}'?", *near);
  return "; `runner list` shows the components, `runner explain experiment` the keys";
}

}  // namespace

int explain_command(const Options& options) {
  if (options.files.empty()) {
    tell(
        "runner explain: which component or key? `runner list` shows the components, `runner explain "
        "experiment` the "
        "keys\n");
    return exit_usage;
  }
  const std::string& asked = options.files.front();
  bool found = false;
  for (const auto& registry : catalog().all()) {
    const std::string* name = registry->find(asked);
    if (!name) continue;
    say("{}{}", Lines{found ? "\n" : ""}, Lines{explain(*registry, *name)});
    found = true;
  }
  const std::string key = explain_key(asked, spec_of<ExperimentConfig>(), catalog());
  if (!key.empty()) say("{}{}", Lines{found ? "\n" : ""}, Lines{key});
  if (found || !key.empty()) return exit_done;
  for (const auto& registry : catalog().all()) {
    if (const auto* known = registry->find_not_supported(asked)) {
      tell("runner explain: {}\n", known->text());
      return exit_usage;
    }
  }
  tell("runner explain: there is no component or key '{}'{}\n", asked, explain_instead(asked));
  return exit_usage;
}

}  // namespace runner
