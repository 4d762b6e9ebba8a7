#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/stop.h"
#include "config/yaml.h"
#include "plan/columns.h"
#include "plan/expansion.h"
#include "plan/overrides.h"
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

/// What the tables show of each configuration: what is swept, and behind the grid, where config.yaml has it,
/// what the command line has changed.
std::vector<std::string> shown_keys(const Axes& axes, const std::vector<std::string>& overridden) {
  std::vector<std::string> names;
  std::set<std::string_view> known;
  const auto add = [&](const std::string& name) {
    if (known.insert(name).second) names.push_back(name);
  };
  const auto in_grid = [](const SweptKey& key) { return key.path.starts_with("sweep.grid."); };
  const auto behind = std::find_if_not(axes.keys.begin(), axes.keys.end(), in_grid);
  for (auto key = axes.keys.begin(); key != behind; ++key) add(key->name);
  for (const std::string& name : overridden) add(name);
  for (auto key = behind; key != axes.keys.end(); ++key) add(key->name);
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

/// Per name, whether nothing but cases sets it.
std::vector<bool> only_in_cases(const std::vector<std::string>& names, const Axes& axes) {
  std::vector<bool> only;
  for (const std::string& name : names) {
    const auto is_it = [&](const SweptKey& key) { return key.name == name; };
    const auto is_elsewhere = [&](const SweptKey& key) {
      return is_it(key) && !key.path.starts_with("sweep.cases.");
    };
    only.push_back(std::ranges::any_of(axes.keys, is_it) && std::ranges::none_of(axes.keys, is_elsewhere));
  }
  return only;
}

/// Collects the configurations of a plan and drops what is there already.
class Collector {
 public:
  Collector(const Node& root, const SweepConfig& sweep, const Axes& axes, std::vector<std::string> overridden,
            const Registries& registries, DataFiles& files)
      : root_(root),
        sweep_(sweep),
        names_(shown_keys(axes, overridden)),
        overridden_(std::move(overridden)),
        registries_(registries),
        identity_(registries, files) {
    given_.only_in_cases = only_in_cases(names_, axes);
  }

  /// False after an error.
  bool add(const Combination& combination, const std::shared_ptr<const ExperimentConfig>& bound,
           Diagnostics& diagnostics) {
    const ExperimentConfig& config = *bound;
    const Node& tree = combination.tree;
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
    const auto stopping =
        config.early_stopping ? std::make_shared<const EarlyStoppingConfig>(*config.early_stopping) : nullptr;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      if (!ids_.insert(ids[i].id).second) {
        ++plan_.duplicates;
        continue;
      }
      plan_.runs.push_back(
          {std::move(ids[i].id), "", {}, seeds[i], rows_.size(), std::move(ids[i].earlier), stopping});
    }
    (has_samples(config) ? sampled_ : plain_) = true;
    if (config.data)
      for (const auto& file : config.data->files()) file_keys_.insert("data." + std::string(file.parameter));
    epochs_.insert(config.training.epochs.value_or(0));
    if (plan_.runs.size() == before) return true;
    add_row(tree, config);
    given_.case_names.push_back(combination.case_name);
    plan_.configurations.push_back({tree, plan_.configurations.size() < most_bound ? bound : nullptr});
    return true;
  }

  /// Warns of what the file says in vain; tables and labels show what the runs have instead.
  void warn_of_vain(const std::vector<ReplacedParameter>& replaced, Diagnostics& diagnostics) {
    for (const ReplacedParameter& parameter : replaced) {
      const auto found = std::ranges::find(names_, parameter.component);
      const auto key = static_cast<std::size_t>(found - names_.begin());
      if (is_default(parameter) || has_anyway(parameter, key)) continue;
      given_.shown.push_back({key, parameter.name});
      const Place& place = parameter.value.place();
      if (place.source && place.source->command_line) continue;  // that has been told
      diagnostics.warning(
          place, fmt::format("{}: every run gets {} from the sweep; {} is used by none", parameter.path(),
                             parameter.component, to_flow_yaml(parameter.value)));
    }
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
  Plan finish(const Node& root, const Node& tree, const ExperimentConfig& config, const std::string& stem) {
    const std::string name = config.name.empty() ? stem : config.name;
    SweptTable table = swept_table(names_, rows_, name, given_);
    for (PlannedRun& run : plan_.runs) {
      run.label = table.labels[run.configuration];
      run.cells = table.cells[run.configuration];
    }
    plan_.name = name;
    plan_.swept_keys = names_;
    plan_.is_named = !config.name.empty();
    plan_.swept_columns = std::move(table.columns);
    plan_.labels = std::move(table.labels);
    plan_.resolved = resolved_file({root, tree, config, names_, overridden_, file_keys_, sampled_ && plain_},
                                   name, registries);
    return std::move(plan_);
  }

 private:
  /// Whether it says no more than its component does without it.
  bool is_default(const ReplacedParameter& parameter) const {
    const KeyValues wanted = {{parameter.name, parameter.value}};
    return std::ranges::any_of(registries_.all(), [&](const auto& registry) {
      const std::string* type = registry->find(parameter.type);
      if (!type) return false;
      const std::vector<FieldInfo> fields = registry->spec(*type).fields();
      const auto field = std::ranges::find(fields, parameter.name, &FieldInfo::name);
      if (field == fields.end()) return false;
      return holds(wanted, [&](std::string_view) { return &field->default_value; }, registries_);
    });
  }

  /// Whether a run has the same value, if from elsewhere.
  bool has_anyway(const ReplacedParameter& parameter, std::size_t key) const {
    const KeyValues wanted = {{parameter.name, parameter.value}};
    return std::ranges::any_of(rows_, [&](const std::vector<SweptValue>& row) {
      const Lookup in_it = [&](std::string_view name) { return find_path(row[key].resolved, name); };
      return holds(wanted, in_it, registries_);
    });
  }

  void add_row(const Node& tree, const ExperimentConfig& config) {
    std::vector<SweptValue> row;
    const Node resolved = names_.empty() ? Node() : resolve(config);
    for (const std::string& name : names_) row.push_back(swept_value(tree, resolved, name));
    rows_.push_back(std::move(row));
  }

  const Node& root_;
  const SweepConfig& sweep_;
  std::vector<std::string> names_, overridden_;
  const Registries& registries_;
  Identity identity_;
  std::set<std::string> ids_;
  std::vector<std::vector<SweptValue>> rows_;
  SweptNames given_;
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
  Collector collector(root, sweep, axes, overridden_keys(root, axes), registries, files);
  std::optional<Combination> good;
  std::shared_ptr<const ExperimentConfig> config;
  for (std::size_t i = 0; i < combinations.size(); ++i) {
    look_at_stop();
    auto combination = combinations.make(i, diagnostics);
    if (!combination || !checks.keeps(*combination)) continue;
    auto values = bind_experiment(combination->tree, registries, diagnostics);
    if (!values) continue;
    auto kept = std::make_shared<const ExperimentConfig>(std::move(*values));
    if (!collector.add(*combination, kept, diagnostics) || good) continue;
    good = std::move(combination);
    config = std::move(kept);
  }
  if (good) checks.check_replaced_values(combinations, *good, diagnostics);
  if (!diagnostics.has_errors()) {
    checks.report(diagnostics);
    collector.warn_of_vain(checks.replaced_parameters(), diagnostics);
  }
  if (good && config->search) collector.plan_rungs(*config, root.find("search")->place(), diagnostics);
  if (diagnostics.has_errors() || !good) return std::nullopt;
  Plan plan = collector.finish(root, good->tree, *config, stem);
  plan.description = config->description;
  return plan;
}

std::optional<Plan> make_plan(const Node& file, const std::string& stem, const Registries& registries,
                              Diagnostics& diagnostics) {
  DataFiles hashed(0);
  return make_plan(file, stem, registries, hashed, diagnostics);
}

}  // namespace runner
