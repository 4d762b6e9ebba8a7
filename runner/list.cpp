#include <fmt/core.h>

#include <vector>

#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "spec/reference.h"

namespace runner {

int list_command(const Options& options) {
  std::vector<std::string> kinds;
  const std::string asked = options.files.empty() ? "" : lower_case(options.files.front());
  bool found = false;
  for (const auto& registry : catalog().all()) {
    kinds.push_back(registry->plural());
    if (!asked.empty() && asked != registry->kind() && asked != registry->plural()) continue;
    fmt::print("{}{}", found ? "\n" : "", list_of(*registry));
    found = true;
  }
  if (found) return exit_done;
  fmt::print(stderr, "runner list: there is no kind '{}'{}\n", asked, suggestion(asked, kinds));
  return exit_usage;
}

int explain_command(const Options& options) {
  if (options.files.empty()) {
    fmt::print(stderr, "runner explain: which component? `runner list` shows them all\n");
    return exit_usage;
  }
  const std::string& asked = options.files.front();
  std::vector<std::string> names;
  bool found = false;
  for (const auto& registry : catalog().all()) {
    names.insert(names.end(), registry->names().begin(), registry->names().end());
    const std::string* name = registry->find(asked);
    if (!name) continue;
    fmt::print("{}{}", found ? "\n" : "", explain(*registry, *name));
    found = true;
  }
  if (found) return exit_done;
  for (const auto& registry : catalog().all()) {
    if (const auto* known = registry->find_not_supported(asked)) {
      fmt::print(stderr, "runner explain: {}\n", known->text());
      return exit_usage;
    }
  }
  fmt::print(stderr, "runner explain: there is no component '{}'{}\n", asked, suggestion(asked, names));
  return exit_usage;
}

}  // namespace runner
