#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
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
#include "plan/swept_names.h"

namespace runner {

namespace {

/// Setups that a plan keeps bound: each takes some 13 kilobytes. Later ones are bound again when they are
/// checked and when one of their runs begins.
constexpr std::size_t most_bound = 500;

/// The seeds of a setup whose own is `first`; nothing where one would be out of the range of seeds.
std::optional<std::vector<std::int64_t>> seeds_of(const SweepConfig& sweep, std::int64_t first) {
  if (!sweep.seeds) return std::vector{first};
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&*sweep.seeds)) return *list;
  const std::int64_t count = std::get<std::int64_t>(*sweep.seeds);
  if (count - 1 > largest_seed - first) return std::nullopt;
  std::vector<std::int64_t> seeds;
  for (std::int64_t i = 0; i < count; ++i) seeds.push_back(first + i);
  return seeds;
}

/// Whether a repeated key divides the same rows anew.
bool divides_rows(const std::string& name) {
  return name == "data.split" || name.starts_with("data.split.");
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

/// Collects the runs of a plan and drops what is there already.
class Collector {
 public:
  Collector(const Node& root, const SweepConfig& sweep, const Axes& axes, std::vector<std::string> overridden,
            const Registries& registries, DataFiles& files)
      : root_(root),
        sweep_(sweep),
        axes_(axes),
        names_(shown_keys(axes, overridden)),
        overridden_(std::move(overridden)),
        repeated_(repeated_names(axes)),
        registries_(registries),
        identity_(registries, files) {
    given_.only_in_cases = only_in_cases(names_, axes);
    plan_.divides_rows = std::ranges::any_of(repeated_, divides_rows);
  }

  /// Adds the runs of a combination, the `number`-th. False after an error.
  bool add(std::size_t number, const Combination& combination,
           const std::shared_ptr<const ExperimentConfig>& bound, Diagnostics& diagnostics) {
    const std::size_t configuration = number / axes_.repetitions;
    if (configuration != open_) close_configuration();
    open_ = configuration;
    const Node& tree = combination.tree;
    const ExperimentConfig& config = *bound;
    const auto seeds = axes_.has_seeds ? std::vector{config.seed} : seeds_of(sweep_, config.seed);
    if (!seeds) {
      diagnostics.error(find_path(root_, "sweep.seeds")->place(),
                        fmt::format("sweep.seeds: counted from seed: {} they go beyond {}, the largest seed",
                                    config.seed, largest_seed));
      return false;
    }
    const std::int64_t folds = config.data ? config.data->split.folds() : 0;
    if (folds == 0 || config.data->split.fold) {
      add_setup(combination, tree, bound, *seeds);
    } else if (!has_room(folds, seeds->size(), config, diagnostics)) {
      return false;
    } else {
      for (std::int64_t fold = 0; fold < folds; ++fold) add_fold(combination, fold, *seeds);
    }
    (has_samples(config) ? sampled_ : plain_) = true;
    if (config.data)
      for (const auto& file : config.data->files()) file_keys_.insert("data." + std::string(file.parameter));
    epochs_.insert(config.training.epochs.value_or(0));
    return true;
  }

  /// Warns of what the file says in vain; tables and labels show what the runs have instead.
  void warn_of_vain(const std::vector<ReplacedParameter>& replaced, Diagnostics& diagnostics) {
    close_configuration();
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
    close_configuration();
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
    close_configuration();
    const std::string name = config.name.empty() ? stem : config.name;
    SweptTable table = swept_table(names_, rows_, name, given_);
    SweptTable repeats = swept_table(repeated_, repeated_rows_, name,
                                     SweptNames::none(repeated_rows_.size(), repeated_.size()));
    for (PlannedRun& run : plan_.runs) {
      run.label = table.labels[run.configuration];
      run.cells = table.cells[run.configuration];
      run.repeats = repeats.cells[run.setup];
    }
    plan_.name = name;
    plan_.swept_keys = names_;
    plan_.is_named = !config.name.empty();
    plan_.swept_columns = std::move(table.columns);
    plan_.repeated_columns = std::move(repeats.columns);
    plan_.labels = std::move(table.labels);
    std::vector<std::string> swept = names_;
    swept.insert(swept.end(), repeated_.begin(), repeated_.end());
    plan_.resolved = resolved_file({root, tree, config, swept, overridden_, file_keys_, sampled_ && plain_},
                                   name, registries_);
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

  /// Every fold is its own run; a few lines can ask for more of them than any machine trains.
  bool has_room(std::int64_t folds, std::size_t seeds, const ExperimentConfig& config,
                Diagnostics& diagnostics) const {
    const std::size_t room = most_runs - std::min(most_runs, plan_.runs.size());
    if (folds <= static_cast<std::int64_t>(room / std::max<std::size_t>(seeds, 1))) return true;
    const Node* written = find_path(config.data.node, "split.n_splits");
    diagnostics.error(written ? written->place() : config.data.place("split"),
                      fmt::format("data.split: {} folds make more than {} runs", folds, most_runs));
    return false;
  }

  void add_fold(const Combination& combination, std::int64_t fold, const std::vector<std::int64_t>& seeds) {
    Node of_fold = combination.tree;
    const Place place = find_path(combination.tree, "data.split")->place();
    std::string reason;
    Diagnostics unheard;  // it was bound without the fold
    set_path(of_fold, fold_key, Node::scalar(std::to_string(fold), place), place, reason);
    auto config = bind_experiment(of_fold, registries_, unheard);
    if (!config) throw std::logic_error("a configuration can't be bound with its fold");
    add_setup(combination, of_fold, std::make_shared<const ExperimentConfig>(std::move(*config)), seeds);
  }

  /// The runs of one setup, one per seed.
  void add_setup(const Combination& combination, const Node& tree,
                 const std::shared_ptr<const ExperimentConfig>& bound,
                 const std::vector<std::int64_t>& seeds) {
    const std::size_t before = plan_.runs.size();
    std::vector<RunIdentity> ids = identity_.of(*bound, seeds);
    const auto stopping =
        bound->early_stopping ? std::make_shared<const EarlyStoppingConfig>(*bound->early_stopping) : nullptr;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      if (!ids_.insert(ids[i].id).second) {
        ++plan_.duplicates;
        continue;
      }
      PlannedRun run{std::move(ids[i].id), "", {}, seeds[i], rows_.size(), std::move(ids[i].earlier)};
      run.setup = plan_.setups.size();
      run.early_stopping = stopping;
      if (bound->data && bound->data->split.folds() > 0) run.fold = bound->data->split.fold;
      plan_.runs.push_back(std::move(run));
    }
    if (plan_.runs.size() == before) return;
    if (!row_) {
      row_ = row_of(names_, tree, *bound);
      given_.case_names.push_back(combination.case_name);
      given_.value_names.push_back(value_names(combination));
    }
    repeated_rows_.push_back(row_of(repeated_, tree, *bound));
    plan_.setups.push_back({tree, plan_.setups.size() < most_bound ? bound : nullptr});
  }

  /// Puts the runs of the configuration in order: those of a seed one after the other.
  void close_configuration() {
    if (!row_) return;
    rows_.push_back(std::move(*row_));
    row_.reset();
    const auto first = plan_.runs.begin() + static_cast<std::ptrdiff_t>(closed_);
    if (first->setup + 1 < plan_.setups.size()) {
      std::vector<std::int64_t> seeds;  // in order of appearance
      std::map<std::int64_t, std::vector<PlannedRun>> runs;
      for (auto run = first; run != plan_.runs.end(); ++run) {
        const std::int64_t seed = run->seed;
        if (!runs.contains(seed)) seeds.push_back(seed);
        runs[seed].push_back(std::move(*run));
      }
      auto to = first;
      for (const std::int64_t seed : seeds) to = std::ranges::move(runs[seed], to).out;
    }
    closed_ = plan_.runs.size();
  }

  static std::vector<SweptValue> row_of(const std::vector<std::string>& names, const Node& tree,
                                        const ExperimentConfig& config) {
    std::vector<SweptValue> row;
    const Node resolved = names.empty() ? Node() : resolve(config);
    for (const std::string& name : names) row.push_back(swept_value(tree, resolved, name));
    return row;
  }

  std::vector<std::string> value_names(const Combination& combination) const {
    std::vector<std::string> given(names_.size());
    for (const Setting* setting : combination.set) {
      const auto key = std::ranges::find(names_, axes_.keys[setting->key].name);
      if (key != names_.end()) given[static_cast<std::size_t>(key - names_.begin())] = setting->name;
    }
    return given;
  }

  const Node& root_;
  const SweepConfig& sweep_;
  const Axes& axes_;
  std::vector<std::string> names_, overridden_, repeated_;
  const Registries& registries_;
  Identity identity_;
  std::set<std::string> ids_;
  SweptNames given_;
  std::size_t open_ = 0;                                // the configuration that is being added
  std::size_t closed_ = 0;                              // so many runs are of those before
  std::optional<std::vector<SweptValue>> row_;          // of the open one, once it has a run
  std::vector<std::vector<SweptValue>> rows_;           // of the others
  std::vector<std::vector<SweptValue>> repeated_rows_;  // per setup
  std::set<std::string> file_keys_;
  std::set<std::int64_t> epochs_;  // 0: given otherwise
  bool sampled_ = false, plain_ = false;
  Plan plan_;
};

}  // namespace

bool Plan::has_folds() const {
  return std::ranges::any_of(runs, [](const PlannedRun& run) { return run.fold.has_value(); });
}

std::string repetition_text(const Plan& plan, const PlannedRun& run) {
  std::string text = fmt::format("seed {}", run.seed);
  if (run.fold) text += fmt::format(" fold {}", *run.fold);
  for (std::size_t i = 0; i < run.repeats.size(); ++i) {
    const std::string& name = plan.repeated_columns[i];
    text += fmt::format(" {}={}", name.substr(name.find_last_of('.') + 1), run.repeats[i]);
  }
  return text;
}

std::shared_ptr<const ExperimentConfig> bound(const PlannedSetup& setup, const Registries& registries) {
  if (setup.bound) return setup.bound;
  Diagnostics unheard;  // it was bound before
  auto config = bind_experiment(setup.tree, registries, unheard);
  if (!config) throw std::logic_error("a configuration that was bound before can't be bound again");
  return std::make_shared<const ExperimentConfig>(std::move(*config));
}

ExperimentConfig configuration_of(const Plan& plan, const PlannedRun& run, const Registries& registries) {
  ExperimentConfig config = *bound(plan.setups[run.setup], registries);
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
    if (!collector.add(i, *combination, kept, diagnostics) || good) continue;
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
