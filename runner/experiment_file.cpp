#include "experiment_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <unordered_set>

#include "base/files.h"
#include "base/folders.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "colour.h"
#include "config/yaml.h"
#include "launch/survey.h"
#include "output.h"
#include "record/manifest.h"
#include "results_folder.h"

namespace runner {

namespace {

bool is_letter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_foreign(unsigned char c) {
  return c >= 0x80;
}

std::string with_ascii_only(std::string text) {
  std::ranges::replace_if(text, is_foreign, '_');
  return text;
}

/// A file's stem as a folder's name. One of which too little is left, or that is too long, has a hash of the
/// stem behind it, so that another file's is another one. `text`: the stem as far as its letters are kept.
std::string folder_name(const std::string& stem, const std::string& text) {
  std::string name = folder_name_of(text);
  const bool lost_letters = std::ranges::count_if(name, is_foreign) < std::ranges::count_if(stem, is_foreign);
  const bool starts_well = !name.empty() && name.front() != '_' && name.front() != '.' && name.front() != '-';
  if (!starts_well) name.insert(0, "experiment");
  const bool tells_it = !lost_letters || std::ranges::any_of(text, is_letter);
  if (tells_it && name.size() <= longest_name) return name;
  constexpr std::size_t digits = 8;
  const std::string end = "_" + hash_text(stem).substr(0, digits);
  name.resize(std::min(name.size(), longest_name - end.size()));
  if (const auto cut = find_invalid_utf8(name)) name.resize(*cut);
  return name + end;
}

/// The folder of a file without a name. Results of a time when only ASCII letters were kept stay in their
/// folder.
std::string folder_name_in(const std::filesystem::path& results, const std::string& file) {
  const std::string stem = std::filesystem::path(file).stem().string();
  const std::string name = folder_name(stem, stem);
  const std::string earlier = folder_name(stem, with_ascii_only(stem));
  return earlier != name && !is_there(results / name) && is_there(results / earlier) ? earlier : name;
}

/// What a file is called in a manifest; empty where it can't be written there.
std::string relative_name(const std::string& file, const std::filesystem::path& results) {
  std::error_code error;
  // Of what isn't there yet the library makes no absolute path by itself.
  const auto relative = std::filesystem::relative(file, std::filesystem::absolute(results), error);
  return error || find_invalid_utf8(relative.string()) ? "" : relative.string();
}

/// Another file that the folder belongs to, where it still exists.
std::optional<std::filesystem::path> other_owner(const std::string& file,
                                                 const std::filesystem::path& results) {
  const std::string recorded = manifest_file(results);
  if (recorded.empty()) return std::nullopt;
  std::error_code error;
  std::filesystem::path other =
      (std::filesystem::weakly_canonical(std::filesystem::absolute(results), error) / recorded)
          .lexically_normal();
  if (!std::filesystem::is_regular_file(other, error) || std::filesystem::equivalent(other, file, error))
    return std::nullopt;
  return other;
}

/// The name that a file writes; its folder's where it writes none.
std::pair<std::string, bool> name_in(const std::filesystem::path& file,
                                     const std::filesystem::path& results) {
  Diagnostics unheard;
  const auto root = load_yaml(file, unheard);
  const Node* name = root ? root->find("name") : nullptr;
  const bool is_named = name && name->is_scalar() && !name->text().empty();
  return {is_named ? name->text() : folder_name_in(results.parent_path(), file.string()), is_named};
}

bool is_same_experiment(const Plan& plan, const std::filesystem::path& results) {
  constexpr std::size_t largest = 1U << 24U;
  try {
    return read_file(results / "config.yaml", largest) == to_yaml(plan.resolved);
  } catch (const std::runtime_error&) {
    return false;
  }
}

/// Whether there are runs in the folder, and all are this plan's.
bool has_every_run(const Plan& plan, const std::filesystem::path& results) {
  std::unordered_set<std::string> planned;
  for (const PlannedRun& run : plan.runs) planned.insert(run.id);
  int error = 0;
  std::vector<std::string> names = names_in(results / "runs", error);
  std::erase_if(names, [](const std::string& name) { return name.starts_with('.'); });
  return error == 0 && !names.empty() &&
         std::ranges::all_of(names, [&](const std::string& name) { return planned.contains(name); });
}

/// A name that no other file of this stem has: with the folder's in front.
std::string free_name(const std::string& file, const std::string& taken) {
  const std::filesystem::path path = std::filesystem::absolute(file);
  const std::string folder = folder_name_of(path.parent_path().filename().string());
  const std::string name = folder + "_" + folder_name_of(path.stem().string());
  const bool starts_well =
      !folder.empty() && folder.front() != '_' && folder.front() != '.' && folder.front() != '-';
  return starts_well && name != taken && name.size() <= longest_name
             ? name
             : taken.substr(0, longest_name - 2) + "_2";
}

}  // namespace

std::optional<Plan> plan_of_file(const std::string& file, const Options& options, DataFiles& files,
                                 Diagnostics& diagnostics) {
  auto root = is_written_config(file) ? load_written_yaml(file, diagnostics) : load_yaml(file, diagnostics);
  if (!root) return std::nullopt;
  apply_overrides(*root, options.overrides, diagnostics);
  if (const Node* extends = root->find("extends")) {
    diagnostics.error(extends->place(), "extends: a file extends others, the command line can't");
  }
  if (diagnostics.has_errors()) return std::nullopt;
  return make_plan(*root, folder_name_in(options.results, file), catalog(), files, diagnostics);
}

std::optional<Node> without_overrides(const std::string& file, const Options& options, const Plan& plan,
                                      DataFiles& files) {
  if (options.overrides.empty()) return std::nullopt;
  Options plain = options;
  plain.overrides.clear();
  Diagnostics unheard;
  const auto own = plan_of_file(file, plain, files, unheard);
  const bool is_other = own && own->name == plan.name && !own->resolved.same_as(plan.resolved);
  return is_other ? std::optional(own->resolved) : std::nullopt;
}

void keep_own_file(const std::filesystem::path& results, const std::optional<Node>& own) {
  const std::filesystem::path file = results / own_file;
  if (own) return write_file_atomically(file, to_yaml(*own));
  std::error_code ignored;  // it keeps runs from being removed
  std::filesystem::remove(file, ignored);
}

std::optional<Plan> load_experiment(const std::string& file, const Options& options, DataCache& cache,
                                    Diagnostics& diagnostics, const SeePreflight& see) {
  auto plan = plan_of_file(file, options, cache.files(), diagnostics);
  if (!plan || !preflight_all(*plan, catalog(), cache, diagnostics, see)) return std::nullopt;
  return plan;
}

void print_read(DataCache& cache) {
  for (const std::string& line : cache.take_read()) tell("data: {}\n", line);
}

std::optional<Owned> own_results(const std::string& file, const Plan& plan,
                                 const std::filesystem::path& results, Diagnostics& diagnostics) {
  if (is_written_config(file)) return Owned{};
  const auto other = other_owner(file, results);
  Owned owned{relative_name(file, results), ""};
  if (!other) return owned;
  if (is_same_experiment(plan, results)) return Owned{};
  const std::string shown = std::filesystem::relative(*other).string();
  if (has_every_run(plan, results)) {
    return Owned{"",
                 fmt::format("'{}' is the folder of '{}'; this file has all of its runs and goes on there",
                             results.string(), shown)};
  }
  const auto [name, is_named] = name_in(*other, results);
  if (name != plan.name) return owned;  // it has got another name since
  const Place place{std::make_shared<const Source>(Source{file, "", {}, false}), 0, 0, 1};
  const std::string whose = fmt::format("'{}' is the folder of '{}'", results.string(), shown);
  if (plan.is_named && is_named) {
    diagnostics.warning(place, fmt::format("{}, which writes the same name: {}", whose, plan.name));
    return owned;
  }
  diagnostics.error(place, fmt::format("{}; two files don't share one, so write name: {}", whose,
                                       free_name(file, plan.name)));
  return std::nullopt;
}

std::optional<Node> read_tree(const std::string& file, const std::vector<std::string>& overrides) {
  Diagnostics unheard;
  auto root = is_written_config(file) ? load_written_yaml(file, unheard) : load_yaml(file, unheard);
  if (root) apply_overrides(*root, overrides, unheard);
  return unheard.has_errors() ? std::nullopt : root;
}

void print_diagnostics(const Diagnostics& diagnostics) {
  write_error(with_severities(diagnostics.text(), has_colour(stderr)));
}

void print_earlier_results(const Plan& plan, const std::filesystem::path& results) {
  write_error(earlier_results(plan, results));
}

}  // namespace runner
