#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/stop.h"
#include "plan/columns.h"
#include "plan/expansion.h"
#include "plan/resolved_file.h"
#include "plan/sweep_checks.h"

namespace runner {

namespace {

/// Configurations that a plan keeps bound: each takes some 13 kilobytes. Later ones are bound again when they
/// are checked and when one of their runs begins.
constexpr std::size_t most_bound = 500;

/// The seeds of a configuration whose own is `first`; nothing where one would be out of the range of seeds.
std::optional<std::vector<std::int64_t>> seeds_of(const SweepConfig& sweep, std::int64_t first) {
  if (!sweep.seeds) return std::vector{first};
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&*sweep.seeds)) return *list;
  const std::int64_t count = std::get<std::int64_t>(*sweep.seeds);
  if (count - 1 > largest_seed - first) return std::nullopt;
  std::vector<std::int64_t> seeds;
  for (std::int64_t i = 0; i < count; ++i) seeds.push_back(first + i);
  return seeds;
}

std::vector<std::string> swept_names(const Axes& axes) {
  std::vector<std::string> names;
  std::set<std::string_view> known;
  for (const SweptKey& key : axes.keys)
    if (known.insert(key.name).second) names.push_back(key.name);
  return names;
}

/// The sweep section alone: the rest of the file may need the swept values to be complete.
std::optional<SweepConfig> read_sweep(const Node& root, const Registries& registries,
                                      Diagnostics& diagnostics) {
  SweepConfig sweep;
  const Node* node = root.find("sweep");
  if (!node || is_nothing(*node)) return sweep;
  BindContext context{diagnostics, registries, &spec_of<ExperimentConfig>()};
  const Cursor at(root);
  if (!Codec<SweepConfig>::decode(Cursor(at, "sweep", *node), {}, context, sweep)) return std::nullopt;
  return sweep;
}

/// Collects the configurations of a plan and drops what is there already.
class Collector {
 public:
  Collector(const Node& root, const SweepConfig& sweep, std::vector<std::string> names,
            const Registries& registries, DataFiles& files)
      : root_(root), sweep_(sweep), names_(std::move(names)), identity_(registries, files) {}

  /// False after an error.
  bool add(const Node& tree, const std::shared_ptr<const ExperimentConfig>& bound, Diagnostics& diagnostics) {
    const ExperimentConfig& config = *bound;
    const std::size_t before = plan_.runs.size();
    const auto counted = seeds_of(sweep_, config.seed);
    if (!counted) {
      diagnostics.error(find_path(root_, "sweep.seeds")->place(),
                        fmt::format("sweep.seeds: counted from seed: {} they go beyond {}, the largest seed",
                                    config.seed, largest_seed));
      return false;
    }
    const std::vector<std::int64_t>& seeds = *counted;
    std::vector<RunIdentity> ids = identity_.of(config, seeds);
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      if (!ids_.insert(ids[i].id).second) {
        ++plan_.duplicates;
        continue;
      }
      plan_.runs.push_back({std::move(ids[i].id), "", {}, seeds[i], rows_.size(), std::move(ids[i].earlier)});
    }
    (has_samples(config) ? sampled_ : plain_) = true;
    if (config.data)
      for (const auto& file : config.data->files()) file_keys_.insert("data." + std::string(file.parameter));
    epochs_.insert(config.training.epochs.value_or(0));
    if (plan_.runs.size() == before) return true;
    add_row(tree, config);
    plan_.configurations.push_back({tree, plan_.configurations.size() < most_bound ? bound : nullptr});
    return true;
  }

  /// Works out the rungs of a search, whose place is `search`.
  void plan_rungs(const ExperimentConfig& config, const Place& search, Diagnostics& diagnostics) {
    const std::int64_t epochs = *epochs_.begin();
    const std::int64_t first = config.search->min_epochs;
    if (epochs_.size() > 1 || epochs == 0) {
      return diagnostics.error(search,
                               "search: every run needs the same number of training.epochs, at least 1");
    }
    if (first > epochs || first < config.training.evaluate_every) {
      return diagnostics.error(search,
                               fmt::format("search.min_epochs: {} is out of range; expected a number from "
                                           "training.evaluate_every to training.epochs, in [{}, {}]",
                                           first, config.training.evaluate_every, epochs));
    }
    plan_.rungs = rungs_of(*config.search, rows_.size(), epochs);
  }

  /// The plan, once all configurations are there. `config` is what `tree` binds to.
  Plan finish(const Node& root, const Node& tree, const ExperimentConfig& config, const std::string& stem,
              const Registries& registries) {
    const std::string name = config.name.empty() ? stem : config.name;
    SweptTable table = swept_table(names_, rows_, name);
    for (PlannedRun& run : plan_.runs) {
      run.label = table.labels[run.configuration];
      run.cells = table.cells[run.configuration];
    }
    plan_.name = name;
    plan_.is_named = !config.name.empty();
    plan_.swept_columns = std::move(table.columns);
    plan_.labels = std::move(table.labels);
    plan_.resolved =
        resolved_file({root, tree, config, names_, file_keys_, sampled_ && plain_}, name, registries);
    return std::move(plan_);
  }

 private:
  void add_row(const Node& tree, const ExperimentConfig& config) {
    std::vector<SweptValue> row;
    const Node resolved = names_.empty() ? Node() : resolve(config);
    for (const std::string& name : names_) {
      const Node* written = find_path(tree, name);
      const Node* found = find_path(resolved, name);
      const bool none = written && is_nothing(*written);
      row.push_back({written ? *written : Node(), none ? Node::scalar("none") : found ? *found : Node()});
    }
    rows_.push_back(std::move(row));
  }

  const Node& root_;
  const SweepConfig& sweep_;
  std::vector<std::string> names_;
  Identity identity_;
  std::set<std::string> ids_;
  std::vector<std::vector<SweptValue>> rows_;
  std::set<std::string> file_keys_;
  std::set<std::int64_t> epochs_;  // 0: given otherwise
  bool sampled_ = false, plain_ = false;
  Plan plan_;
};

}  // namespace

std::shared_ptr<const ExperimentConfig> bound(const PlannedConfiguration& configuration,
                                              const Registries& registries) {
  if (configuration.bound) return configuration.bound;
  Diagnostics unheard;  // it was bound before
  auto config = bind_experiment(configuration.tree, registries, unheard);
  if (!config) throw std::logic_error("a configuration that was bound before can't be bound again");
  return std::make_shared<const ExperimentConfig>(std::move(*config));
}

ExperimentConfig configuration_of(const Plan& plan, const PlannedRun& run, const Registries& registries) {
  ExperimentConfig config = *bound(plan.configurations[run.configuration], registries);
  config.seed = run.seed;
  return config;
}

std::optional<Plan> make_plan(const Node& file, const std::string& stem, const Registries& registries,
                              DataFiles& files, Diagnostics& diagnostics) {
  if (!file.is_map()) {
    diagnostics.error(file.place(), expected("a map with keys such as optimizer and training", file));
    return std::nullopt;
  }
  const Node root = with_dotted_keys(file);
  const auto read = read_sweep(root, registries, diagnostics);
  auto found = read ? read_axes(*read, root, registries, diagnostics) : std::nullopt;
  // Without its sweep the file is checked as it stands, so that no mistake waits for the next attempt.
  const SweepConfig sweep = found ? *read : SweepConfig();
  const Axes axes = found ? std::move(*found) : Axes();

  Combinations combinations(root.without("sweep"), axes, registries);
  SweepChecks checks(root, sweep, axes, registries);
  Collector collector(root, sweep, swept_names(axes), registries, files);
  std::optional<Combination> good;
  std::shared_ptr<const ExperimentConfig> config;
  for (std::size_t i = 0; i < combinations.size(); ++i) {
    look_at_stop();
    auto combination = combinations.make(i, diagnostics);
    if (!combination || !checks.keeps(*combination)) continue;
    auto values = bind_experiment(combination->tree, registries, diagnostics);
    if (!values) continue;
    auto kept = std::make_shared<const ExperimentConfig>(std::move(*values));
    if (!collector.add(combination->tree, kept, diagnostics) || good) continue;
    good = std::move(combination);
    config = std::move(kept);
  }
  if (good) checks.check_replaced_values(combinations, *good, diagnostics);
  if (!diagnostics.has_errors()) checks.report(diagnostics);
  if (good && config->search) collector.plan_rungs(*config, root.find("search")->place(), diagnostics);
  if (diagnostics.has_errors() || !good) return std::nullopt;
  Plan plan = collector.finish(root, good->tree, *config, stem, registries);
  plan.description = config->description;
  return plan;
}

std::optional<Plan> make_plan(const Node& file, const std::string& stem, const Registries& registries,
                              Diagnostics& diagnostics) {
  DataFiles hashed(0);
  return make_plan(file, stem, registries, hashed, diagnostics);
}

}  // namespace runner
