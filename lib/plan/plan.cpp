#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "plan/columns.h"
#include "plan/identity.h"

namespace runner {

namespace {

constexpr std::size_t most_runs = 200'000;

/// One swept key with its values and the place of the key.
struct Axis {
  std::string key;
  std::vector<Node> values;
  Place place;
};

/// A key that leads into another one is set after it: `optimizer` before `optimizer.lr`.
std::vector<std::size_t> order_of_setting(const std::vector<Axis>& axes) {
  std::vector<std::size_t> order(axes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto depth = [&](std::size_t i) { return std::count(axes[i].key.begin(), axes[i].key.end(), '.'); };
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return std::pair(depth(a), a) < std::pair(depth(b), b); });
  return order;
}

bool check_axis(const Axis& axis, Diagnostics& diagnostics) {
  static const std::set<std::string, std::less<>> not_swept = {"name", "description", "extends", "sweep",
                                                               "seed"};
  const std::string path = "sweep.grid." + axis.key;
  if (axis.values.empty()) {
    diagnostics.error(axis.place, path + ": the list is empty; expected at least one value");
    return false;
  }
  if (!not_swept.count(axis.key)) return true;
  diagnostics.error(axis.place, axis.key == "seed" ? path + ": seeds are swept with sweep.seeds"
                                                   : path + ": this key can't be swept");
  return false;
}

std::optional<std::vector<Axis>> read_axes(const SweepConfig& sweep, const Node& root,
                                           Diagnostics& diagnostics) {
  std::vector<Axis> axes;
  std::size_t product = 1;
  bool good = true;
  if (const auto* seeds = sweep.seeds ? std::get_if<std::int64_t>(&*sweep.seeds) : nullptr) {
    product = static_cast<std::size_t>(*seeds);
    if (product > most_runs) {
      diagnostics.error(find_path(root, "sweep.seeds")->place(),
                        fmt::format("sweep.seeds: more than {} runs", most_runs));
      return std::nullopt;
    }
  }
  for (const auto& [key, values] : sweep.grid) {
    const Node::Entry* entry = find_path(root, "sweep.grid")->find_entry(key);
    axes.push_back({key, values, entry->key_place});
    good &= check_axis(axes.back(), diagnostics);
    product *= std::max<std::size_t>(values.size(), 1);
    if (product > most_runs) {
      diagnostics.error(entry->key_place, fmt::format("sweep.grid: more than {} runs", most_runs));
      return std::nullopt;
    }
  }
  if (!good) return std::nullopt;
  return axes;
}

std::vector<std::int64_t> seeds_of(const SweepConfig& sweep, std::int64_t first) {
  if (!sweep.seeds) return {first};
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&*sweep.seeds)) return *list;
  std::vector<std::int64_t> seeds;
  for (std::int64_t i = 0; i < std::get<std::int64_t>(*sweep.seeds); ++i) seeds.push_back(first + i);
  return seeds;
}

/// The values of combination `index`, the first axis changing slowest.
std::vector<const Node*> combination(const std::vector<Axis>& axes, std::size_t index) {
  std::vector<const Node*> values(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    values[i] = &axes[i].values[index % axes[i].values.size()];
    index /= axes[i].values.size();
  }
  return values;
}

std::optional<Node> tree_of(const Node& base, const std::vector<Axis>& axes,
                            const std::vector<std::size_t>& order, const std::vector<const Node*>& values,
                            Diagnostics& diagnostics) {
  Node tree = base;
  for (std::size_t i : order) {
    std::string reason;
    if (set_path(tree, axes[i].key, *values[i], axes[i].place, reason)) continue;
    diagnostics.error(axes[i].place, fmt::format("sweep.grid.{}: {}", axes[i].key, reason));
    return std::nullopt;
  }
  return tree;
}

/// Of the resolved configuration only the sections that are swept: 10,000 whole ones would be a burden.
Node swept_sections(const ExperimentConfig& config, const std::vector<Axis>& axes) {
  const Node resolved = resolve(config);
  Node kept = Node::map({});
  for (const Axis& axis : axes) {
    const std::string section = axis.key.substr(0, axis.key.find('.'));
    if (const Node* node = resolved.find(section)) kept = kept.with(section, *node);
  }
  return kept;
}

/// The sweep section alone: the rest of the file may need the swept values to be complete.
std::optional<SweepConfig> read_sweep(const Node& root, const Registries& registries,
                                      Diagnostics& diagnostics) {
  SweepConfig sweep;
  const Node* node = root.find("sweep");
  if (!node) return sweep;
  BindContext context{diagnostics, registries};
  const At at(root);
  if (!Codec<SweepConfig>::decode(At(at, "sweep", *node), {}, context, sweep)) return std::nullopt;
  return sweep;
}

void add_axes(const Node& node, const std::string& path, std::vector<Node::Entry>& axes) {
  for (const Node::Entry& entry : node.entries()) {
    const std::string key = path.empty() ? entry.key : path + "." + entry.key;
    if (entry.value.is_map() && !entry.value.entries().empty()) {
      add_axes(entry.value, key, axes);
    } else {
      axes.push_back({key, entry.key_place, entry.value});
    }
  }
}

/// A swept key may also be written as nested maps, as an override `sweep.grid.optimizer.lr=[…]` is: values
/// are lists, so a map can only be the way to them.
Node with_flat_grid(const Node& root) {
  const Node* sweep = root.find("sweep");
  const Node* grid = sweep ? sweep->find("grid") : nullptr;
  if (!grid || !grid->is_map()) return root;
  std::vector<Node::Entry> axes;
  add_axes(*grid, "", axes);
  return root.with("sweep", sweep->with("grid", Node::map(std::move(axes), grid->place())));
}

/// Collects the configurations of a plan and drops what is there already.
class Expansion {
 public:
  Expansion(const Node& root, const std::vector<Axis>& axes, const SweepConfig& sweep)
      : base_(root.without("sweep")), axes_(axes), sweep_(sweep), order_(order_of_setting(axes)) {}

  void expand(const Registries& registries, Diagnostics& diagnostics) {
    std::size_t count = 1;
    for (const Axis& axis : axes_) count *= axis.values.size();
    for (std::size_t index = 0; index < count; ++index) {
      auto tree = tree_of(base_, axes_, order_, combination(axes_, index), diagnostics);
      if (!tree) return;  // the reason is the same for every combination
      const auto config = bind_experiment(*tree, registries, diagnostics);
      if (config) add(*tree, *config);
    }
  }

  /// Labels and cells, once all are there.
  void finish(const std::string& name, Plan& plan) {
    std::vector<std::string> keys;
    for (const Axis& axis : axes_) keys.push_back(axis.key);
    SweptTable table = swept_table(keys, trees_, resolved_, name);
    for (PlannedRun& run : runs_) {
      run.label = table.labels[run.configuration];
      run.cells = table.cells[run.configuration];
    }
    plan.swept_columns = std::move(table.columns);
    plan.labels = std::move(table.labels);
    plan.runs = std::move(runs_);
    plan.duplicates = duplicates_;
  }

  const std::optional<ExperimentConfig>& first() const { return first_; }

 private:
  void add(const Node& tree, const ExperimentConfig& config) {
    const std::size_t configuration = trees_.size();
    const std::size_t before = runs_.size();
    for (std::int64_t seed : seeds_of(sweep_, config.seed)) {
      std::string id = identity_.of(config, seed);
      if (!ids_.insert(id).second) {
        ++duplicates_;
        continue;
      }
      Node seeded = tree.with("seed", Codec<std::int64_t>::encode(seed));
      runs_.push_back({std::move(id), "", {}, seed, configuration, std::move(seeded)});
    }
    if (runs_.size() == before) return;
    trees_.push_back(tree);
    resolved_.push_back(swept_sections(config, axes_));
    if (!first_) first_ = config;
  }

  Node base_;
  const std::vector<Axis>& axes_;
  const SweepConfig& sweep_;
  std::vector<std::size_t> order_;
  Identity identity_;
  std::set<std::string> ids_;
  std::vector<Node> trees_, resolved_;
  std::vector<PlannedRun> runs_;
  std::size_t duplicates_ = 0;
  std::optional<ExperimentConfig> first_;
};

}  // namespace

std::optional<Plan> make_plan(const Node& file, const std::string& stem, const Registries& registries,
                              Diagnostics& diagnostics) {
  const Node root = with_flat_grid(file);
  const auto sweep = read_sweep(root, registries, diagnostics);
  const auto axes = sweep ? read_axes(*sweep, root, diagnostics) : std::nullopt;
  // Without its sweep the file is checked as it stands, so that no mistake waits for the next attempt.
  const std::vector<Axis> no_axes;
  const SweepConfig no_sweep;
  Expansion expansion(root, axes ? *axes : no_axes, axes ? *sweep : no_sweep);
  expansion.expand(registries, diagnostics);
  if (diagnostics.has_errors() || !expansion.first()) return std::nullopt;

  Plan plan;
  const ExperimentConfig& config = *expansion.first();
  plan.name = config.name.empty() ? stem : config.name;
  plan.description = config.description;
  expansion.finish(plan.name, plan);
  plan.resolved = resolve(config);
  if (const Node* written = root.find("sweep")) plan.resolved = plan.resolved.with("sweep", *written);
  plan.resolved = plan.resolved.with("name", encode_text(plan.name));
  return plan;
}

}  // namespace runner
