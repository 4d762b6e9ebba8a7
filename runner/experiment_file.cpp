#include "experiment_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "launch/survey.h"
#include "results_folder.h"

namespace runner {

namespace {

/// A file's stem as a folder's name.
std::string folder_name(const std::string& file) {
  std::string stem = std::filesystem::path(file).stem().string();
  std::replace_if(
      stem.begin(), stem.end(),
      [](unsigned char c) { return !std::isalnum(c) && c != '_' && c != '.' && c != '-'; }, '_');
  const bool starts_well = !stem.empty() && std::isalnum(static_cast<unsigned char>(stem.front()));
  return starts_well ? stem : "experiment" + stem;
}

}  // namespace

std::optional<Plan> load_experiment(const std::string& file, const std::vector<std::string>& overrides,
                                    DataCache& cache, Diagnostics& diagnostics, const SeePreflight& see) {
  auto root = is_written_config(file) ? load_written_yaml(file, diagnostics) : load_yaml(file, diagnostics);
  if (!root) return std::nullopt;
  apply_overrides(*root, overrides, diagnostics);
  if (const Node* extends = root->find("extends")) {
    diagnostics.error(extends->place(), "extends: a file extends others, the command line can't");
  }
  if (diagnostics.has_errors()) return std::nullopt;
  auto plan = make_plan(*root, folder_name(file), catalog(), cache.files(), diagnostics);
  if (!plan || !preflight_all(*plan, catalog(), cache, diagnostics, see)) return std::nullopt;
  return plan;
}

void print_diagnostics(const Diagnostics& diagnostics) {
  fmt::print(stderr, "{}", diagnostics.text());
}

void print_earlier_results(const Plan& plan, const std::filesystem::path& results) {
  fmt::print(stderr, "{}", earlier_results(plan, results));
}

}  // namespace runner
