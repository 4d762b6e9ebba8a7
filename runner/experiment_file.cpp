#include "experiment_file.h"

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "catalog/catalog.h"
#include "config/yaml.h"
#include "launch/survey.h"
#include "output.h"
#include "results_folder.h"

namespace runner {

namespace {

bool is_letter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_plain(unsigned char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/// A file's stem as a folder's name. One of which too little is left, or that is too long, has a hash of the
/// stem behind it, so that another file's is another one.
std::string folder_name(const std::string& file) {
  const std::string stem = std::filesystem::path(file).stem().string();
  const bool has_foreign_letters = std::ranges::any_of(stem, [](unsigned char c) { return c >= 0x80; });
  std::string name = stem;
  std::ranges::replace_if(name, [](unsigned char c) { return !is_plain(c); }, '_');
  const bool starts_well = !name.empty() && name.front() != '_' && name.front() != '.' && name.front() != '-';
  if (!starts_well) name.insert(0, "experiment");
  const bool tells_it = !has_foreign_letters || std::ranges::any_of(stem, is_letter);
  if (tells_it && name.size() <= longest_name) return name;
  constexpr std::size_t digits = 8;
  const std::string end = "_" + hash_text(stem).substr(0, digits);
  name.resize(std::min(name.size(), longest_name - end.size()));
  return name + end;
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

std::optional<Node> read_tree(const std::string& file, const std::vector<std::string>& overrides) {
  Diagnostics unheard;
  auto root = is_written_config(file) ? load_written_yaml(file, unheard) : load_yaml(file, unheard);
  if (root) apply_overrides(*root, overrides, unheard);
  return unheard.has_errors() ? std::nullopt : root;
}

void print_diagnostics(const Diagnostics& diagnostics) {
  write_error(diagnostics.text());
}

void print_earlier_results(const Plan& plan, const std::filesystem::path& results) {
  write_error(earlier_results(plan, results));
}

}  // namespace runner
