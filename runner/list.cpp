#include <vector>

#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "output.h"
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

int explain_command(const Options& options) {
  if (options.files.empty()) {
    tell("runner explain: which component? `runner list` shows them all\n");
    return exit_usage;
  }
  const std::string& asked = options.files.front();
  std::vector<std::string> names;
  bool found = false;
  for (const auto& registry : catalog().all()) {
    names.insert(names.end(), registry->names().begin(), registry->names().end());
    const std::string* name = registry->find(asked);
    if (!name) continue;
    say("{}{}", Lines{found ? "\n" : ""}, Lines{explain(*registry, *name)});
    found = true;
  }
  if (found) return exit_done;
  for (const auto& registry : catalog().all()) {
    if (const auto* known = registry->find_not_supported(asked)) {
      tell("runner explain: {}\n", known->text());
      return exit_usage;
    }
  }
  tell("runner explain: there is no component '{}'{}\n", asked, suggestion(asked, names));
  return exit_usage;
}

}  // namespace runner
