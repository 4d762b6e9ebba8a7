#include "launch/other_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <system_error>
#include <tuple>

#include "base/choice.h"
#include "base/files.h"
#include "base/stop.h"
#include "base/text.h"
#include "config/parse.h"
#include "config/yaml.h"
#include "plan/columns.h"
#include "record/private_folder.h"
#include "record/run_folder.h"
#include "record/run_rows.h"
#include "record/status.h"
#include "record/stored.h"

namespace runner {
namespace {

/// A run that has a result and is not planned.
struct Other {
  std::string id;
  std::int64_t seed = 0;
  std::optional<std::int64_t> fold;
  std::vector<std::string> repeats;  // one per repeated column of the plan
  Node resolved;                     // without what repeats it
  std::size_t configuration = 0;     // of those of the others
};

Node resolved_of(const ExperimentConfig& config) {
  return resolve_run(config).without("seed");
}

/// Folds repeat a configuration.
Node without_fold(const Node& resolved) {
  const Node* data = resolved.find("data");
  const Node* split = data ? data->find("split") : nullptr;
  return split ? resolved.with("data", data->with("split", split->without("fold"))) : resolved;
}

/// Adds the dotted keys in which two resolved configurations differ. Where components have other types, or
/// lists other items, that is the whole difference.
void add_differences(const Node& one, const Node& other, const std::string& path,
                     std::vector<std::string>& keys) {
  if (one.same_as(other)) return;
  const auto type_of = [](const Node& node) {
    const Node* type = node.find("type");
    return type ? type->text() : "";
  };
  if (!one.is_map() || !other.is_map() || type_of(one) != type_of(other)) {
    if (std::find(keys.begin(), keys.end(), path) == keys.end()) keys.push_back(path);
    return;
  }
  const auto inner = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  const auto value_at = [](const Node& node, const std::string& key) {
    const Node* value = node.find(key);
    return value ? *value : Node();
  };
  for (const auto& entry : one.entries())
    add_differences(entry.value, value_at(other, entry.key), inner(entry.key), keys);
  for (const auto& entry : other.entries())
    if (!one.find(entry.key)) add_differences(Node(), entry.value, inner(entry.key), keys);
}

/// Reads the other runs, and makes a plan with them.
class Others {
 public:
  Others(const Plan& plan, const std::filesystem::path& results, const Registries& registries,
         DataFiles& files)
      : plan_(plan),
        results_(results),
        registries_(registries),
        files_(files),
        identity_(registries, files) {}

  WithOthers add_all() {
    for (const std::string& id : other_runs(results_, ids_of(plan_))) {
      look_at_stop();
      try {
        read(id);
      } catch (const Damage& damage) {
        notes_.push_back(fmt::format("runs/{} is damaged and not in the tables: {}", id, damage.what()));
      }
    }
    WithOthers with{plan_, std::move(notes_)};
    if (!others_.empty()) add_to(with);
    return with;
  }

 private:
  /// Takes a run with a result. Throws Damage, and FileError.
  void read(const std::string& id) {
    const std::filesystem::path folder = run_folder(results_, id);
    const FoundRun found = find_run(folder, id, Look::at_its_end);
    if (found.is_damaged()) throw Damage(found.damage);
    if (!found.result || !is_result(found.result->status)) return;
    const auto config = config_of(folder, *found.result);
    if (!config || !has_these_numbers(*config, id)) return;
    if (!read_rows(folder, *found.result)) throw Damage("metrics.csv is not the one that was written");
    const Node resolved = resolved_of(*config);
    const bool has_folds = config->data && config->data->split.folds() > 0;
    std::vector<std::string> repeats;
    for (const std::string& key : plan_.repeated_columns) {
      const Node* value = find_path(resolved, key);
      repeats.push_back(value && value->is_scalar() ? value->text() : "");
    }
    others_.push_back({id, config->seed, has_folds ? config->data->split.fold : std::nullopt,
                       std::move(repeats), without_repetition(resolved), 0});
  }

  /// What repeats a configuration is no part of it.
  Node without_repetition(const Node& resolved) const {
    Node node = without_fold(resolved);
    std::string reason;
    for (const std::string& key : plan_.repeated_columns)
      if (find_path(node, key)) set_path(node, key, Node(), {}, reason);
    return node;
  }

  /// Nothing where another version has written it, and this one can't read it.
  std::optional<ExperimentConfig> config_of(const std::filesystem::path& folder, const RunResult& run) const {
    constexpr YamlLimits limits{.bytes = 1U << 30U, .values = 100'000'000};
    auto source = std::make_shared<Source>();
    source->folder = folder;
    source->text = read_stored(folder / "config.yaml", limits.bytes);
    const std::string hash = hash_text(source->text);
    for (const ProvenFile& proven : run.files)
      if (proven.name == "config.yaml" && proven.hash != hash)
        throw Damage("config.yaml is not the one that was written");
    Diagnostics unheard;
    const auto tree = parse_within(limits, std::move(source), unheard);
    return tree ? bind_experiment(*tree, registries_, unheard) : std::nullopt;
  }

  /// Its id says whether its data and components are those of today. Where the data is not at hand it is
  /// taken, unless a planned run has the same configuration.
  bool has_these_numbers(const ExperimentConfig& config, const std::string& id) {
    const std::vector<std::int64_t> seed = {config.seed};
    if (identity_.of(config, seed).front().id == id) return true;
    if (!config.data) return false;
    const auto files = config.data->files();
    const bool has_all = std::none_of(files.begin(), files.end(), [&](const auto& file) {
      return files_.hash(file.path, file.may_be_folder).empty();
    });
    if (has_all) return false;
    if (planned_.empty())
      for (const PlannedSetup& planned : plan_.setups)
        planned_.insert(to_flow_yaml(resolved_of(*bound(planned, registries_))));
    return planned_.count(to_flow_yaml(resolved_of(config))) == 0;
  }

  /// The keys that tell all configurations apart: those of the plan, and behind them those in which the
  /// others differ from its first one.
  std::vector<std::string> keys_of_all() const {
    const Node first = without_repetition(resolved_of(*bound(plan_.setups.front(), registries_)));
    std::vector<std::string> keys = plan_.swept_keys, found;
    for (const Other& other : others_) add_differences(first, other.resolved, "", found);
    for (const std::string& key : found) {
      const bool told = std::any_of(plan_.swept_keys.begin(), plan_.swept_keys.end(), [&](const auto& known) {
        return key == known || key.starts_with(known + ".");
      });
      if (!told) keys.push_back(key);
    }
    return keys;
  }

  /// Gives each of the others its configuration, and returns one tree for each of these.
  std::vector<Node> group() {
    std::map<std::string, std::size_t> known;
    std::vector<Node> trees;
    for (Other& other : others_) {
      const auto [place, is_new] = known.try_emplace(to_flow_yaml(other.resolved), trees.size());
      if (is_new) trees.push_back(other.resolved);
      other.configuration = place->second;
    }
    return trees;
  }

  void add_to(WithOthers& with) {
    const std::vector<std::string> keys = keys_of_all();
    const std::vector<Node> trees = group();
    std::vector<std::vector<SweptValue>> rows;
    const auto add_row = [&](const Node& tree, const Node& resolved) {
      auto& row = rows.emplace_back();
      for (const std::string& key : keys) row.push_back(swept_value(tree, resolved, key));
    };
    std::vector<const PlannedSetup*> planned(plan_.labels.size());  // of each configuration the first
    for (const PlannedRun& run : plan_.runs)
      if (!planned[run.configuration]) planned[run.configuration] = &plan_.setups[run.setup];
    for (const PlannedSetup* setup : planned) add_row(setup->tree, resolve(*bound(*setup, registries_)));
    for (const Node& tree : trees) add_row(tree, tree);
    const SweptTable table = swept_table(keys, rows, plan_.name, SweptNames::none(rows.size(), keys.size()));
    with.plan.swept_keys = keys;
    with.plan.swept_columns = table.columns;
    for (PlannedRun& run : with.plan.runs) run.cells = table.cells[run.configuration];
    append(with.plan, table, trees);
    with.notes.push_back(fmt::format(
        "{} other run{} of this folder stand{} in the tables, too; `runner clean "
        "{}` lists what no file asks for",
        others_.size(), others_.size() == 1 ? "" : "s", others_.size() == 1 ? "s" : "", results_.string()));
  }

  /// In the order of their labels.
  void append(Plan& plan, const SweptTable& table, const std::vector<Node>& trees) {
    const std::size_t planned = plan_.labels.size(), setups = plan_.setups.size();
    std::vector<std::size_t> order(trees.size()), place(trees.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tuple(table.labels[planned + a], a) < std::tuple(table.labels[planned + b], b);
    });
    for (std::size_t i = 0; i < order.size(); ++i) {
      place[order[i]] = planned + i;
      plan.labels.push_back(free_label(plan, clear_label(plan, table, planned + order[i])));
      plan.setups.push_back({trees[order[i]], nullptr});
    }
    std::sort(others_.begin(), others_.end(), [&](const Other& a, const Other& b) {
      return std::tuple(place[a.configuration], a.seed, a.id) <
             std::tuple(place[b.configuration], b.seed, b.id);
    });
    for (const Other& other : others_) {
      const std::size_t configuration = place[other.configuration];
      PlannedRun run{other.id, plan.labels[configuration], table.cells[planned + other.configuration],
                     other.seed, configuration};
      run.setup = setups + configuration - planned;
      run.fold = other.fold;
      run.repeats = other.repeats;
      plan.runs.push_back(std::move(run));
    }
  }

  /// With what planned configurations have and this one lacks, where it would be called as one of them.
  std::string clear_label(const Plan& plan, const SweptTable& table, std::size_t row) const {
    std::string label = table.labels[row];
    if (std::ranges::find(plan.labels, label) == plan.labels.end()) return label;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& column = table.columns[i];
      const bool is_new = std::ranges::find(plan_.swept_columns, column) == plan_.swept_columns.end();
      if (is_new && table.cells[row][i].empty())
        label += fmt::format(" {}=none", column.substr(column.find_last_of('.') + 1));
    }
    return label;
  }

  static std::string free_label(const Plan& plan, const std::string& wanted) {
    std::string label = wanted;
    for (int i = 2; std::find(plan.labels.begin(), plan.labels.end(), label) != plan.labels.end(); ++i)
      label = fmt::format("{} #{}", wanted, i);
    return label;
  }

  const Plan& plan_;
  const std::filesystem::path& results_;
  const Registries& registries_;
  DataFiles& files_;
  Identity identity_;
  std::set<std::string> planned_;  // configurations, once they are asked for
  std::vector<Other> others_;
  std::vector<std::string> notes_;
};

constexpr std::array<std::string_view, 8> files_of_a_run = {"config.yaml", "metrics.csv",    "iterations.csv",
                                                            "checkpoint",  "checkpoint.new", "log.txt",
                                                            "run.json",    "status"};

/// A file that no run has written; empty where there is none.
std::string foreign_file(const std::filesystem::path& folder, const FoundRun& found) {
  for (const auto& path : entries_of(folder)) {
    const std::string name = path.filename().string();
    const bool usual = std::find(files_of_a_run.begin(), files_of_a_run.end(), name) != files_of_a_run.end();
    const bool proven =
        found.result && std::any_of(found.result->files.begin(), found.result->files.end(),
                                    [&](const ProvenFile& file) { return file.name == name; });
    if (!(usual || proven) || !std::filesystem::is_regular_file(std::filesystem::symlink_status(path)))
      return name;
  }
  return "";
}

}  // namespace

RunIds ids_of(const Plan& plan) {
  RunIds ids;
  for (const PlannedRun& run : plan.runs) ids.insert(run.id);
  return ids;
}

std::vector<std::string> other_runs(const std::filesystem::path& results, const RunIds& asked) {
  std::vector<std::string> ids;
  for (const auto& path : entries_of(results / "runs")) {
    std::string name = path.filename().string();
    if (is_run_id(name) && asked.count(name) == 0) ids.push_back(std::move(name));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string other_counts(const Plan& plan, const std::filesystem::path& results) {
  const std::vector<std::string> ids = other_runs(results, ids_of(plan));
  if (ids.empty()) return "";
  const auto running = running_runs(results);
  ChoiceCounts<Standing> counts{};
  for (const std::string& id : ids) ++counts[standing_of(results, id, running)];
  std::vector<std::string> parts;
  for (const Standing standing : all_choices<Standing>())
    if (counts[standing] > 0) parts.push_back(fmt::format("{} {}", counts[standing], choice_name(standing)));
  const std::size_t all = other_runs(results, {}).size();
  return fmt::format(
      "{} run{} in this folder, {} of them not asked for by the last call ({}); runner clean {} "
      "lists what no file asks for\n",
      all, all == 1 ? "" : "s", ids.size(), join(parts, ", "), visible_text(results.string()));
}

WithOthers with_other_runs(const Plan& plan, const std::filesystem::path& results,
                           const Registries& registries, DataFiles& files) {
  return Others(plan, results, registries, files).add_all();
}

std::string remove_run(const std::filesystem::path& results, const std::string& id) {
  const std::filesystem::path folder = run_folder(results, id);
  if (!std::filesystem::is_directory(std::filesystem::symlink_status(folder))) return "it is no folder";
  const FoundRun found = find_run(folder, id, Look::at_its_end);
  const std::string foreign = foreign_file(folder, found);
  if (!foreign.empty()) return fmt::format("'{}' in it is no file of a run", foreign);
  const std::filesystem::path aside = private_run_folder(results, id);
  std::error_code error;
  std::filesystem::rename(folder, aside, error);
  if (error)
    throw std::runtime_error(fmt::format("cannot remove '{}': {}", folder.string(), error.message()));
  remove_private(aside);
  return "";
}

}  // namespace runner
