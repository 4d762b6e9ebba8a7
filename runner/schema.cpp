#include <filesystem>

#include "base/files.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "output.h"
#include "plan/experiment.h"
#include "spec/reference.h"
#include "spec/schema.h"

namespace runner {

int schema_command(const Options&) {
  write_output(json_schema(spec_of<ExperimentConfig>(), catalog(), "An experiment of runner"));
  return exit_done;
}

int reference_command(const Options& options) {
  if (options.files.empty()) {
    tell("runner reference: into which folder?\n");
    return exit_usage;
  }
  const std::filesystem::path folder = options.files.front();
  std::filesystem::create_directories(folder);
  for (const auto& registry : catalog().all()) {
    write_file_atomically(folder / (registry->kind() + ".md"), reference_page(*registry));
  }
  write_file_atomically(folder / "experiment.md",
                        reference_page(spec_of<ExperimentConfig>(), "The experiment file"));
  // A page of its own, beside the folder: docs/not_supported.md.
  write_file_atomically((folder / ".." / "not_supported.md").lexically_normal(),
                        not_supported_page(catalog()));
  return exit_done;
}

}  // namespace runner
