#include "plan/axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "base/text.h"
#include "plan/experiment.h"
#include "spec/advice.h"
#include "spec/examples.h"

namespace runner {

namespace {

constexpr std::string_view repeats_section = "sweep.repeats";

/// A value of a list: with a name where it is a component that has one beside its parameters, or
/// `{name: …, value: …}`.
Setting setting_of(std::size_t key, const Node& written) {
  const Node* name = written.is_map() ? written.find("name") : nullptr;
  if (!name || !name->is_scalar() || name->text().empty()) return {key, written};
  if (written.find("type")) return {key, written.without("name"), name->text()};
  const Node* value = written.find("value");
  if (!value || written.entries().size() != 2) return {key, written};
  return {key, *value, name->text()};
}

/// Turns the sections of a sweep into axes, and reports an error at the place of a key or value.
class AxesReader {
 public:
  AxesReader(const Node& root, const Registries& registries, Diagnostics& diagnostics)
      : root_(root), registries_(registries), diagnostics_(diagnostics) {}

  std::optional<Axes> read(const SweepConfig& sweep) {
    read_grid(sweep.grid);
    read_zips(sweep.zip);
    if (sweep.cases) read_cases(*sweep.cases);
    if (sweep.random) read_random(*sweep.random);
    read_repeats(sweep);
    if (good_) check_size(sweep);
    read_conditions(sweep);
    if (!good_) return std::nullopt;
    rank_keys();
    return std::move(axes_);
  }

 private:
  /// Registers a key that stands at `section`.
  std::size_t add_key(const std::string& section, const Node::Entry& entry) {
    static const std::set<std::string, std::less<>> not_swept = {"name", "description", "extends", "sweep",
                                                                 "seed", "launch",      "search"};
    const std::string path = section + "." + entry.key;
    const std::string first = entry.key.substr(0, entry.key.find('.'));
    if (not_swept.count(first)) {
      const std::string seeds = entry.value.is_map() ? "5" : shown_value(entry.value);
      error(entry.key_place, entry.key == "seed"
                                 ? fmt::format("{}: seeds are swept with sweep.seeds; write sweep: "
                                               "{{seeds: {}}}",
                                               path, seeds)
                                 : path + ": this key can't be swept");
    } else if (!spec_of<ExperimentConfig>().has_field(first)) {
      error(entry.key_place, fmt::format("{}: {}", path, unknown_key_text(entry)));
    }
    if (entry.key == fold_key && section != repeats_section) {
      error(entry.key_place,
            path +
                ": folds are repetitions: leave this key out, and there are all of them; some "
                "alone with sweep.repeats");
    }
    axes_.keys.push_back({entry.key, path, entry.key_place, std::nullopt, 0, false});
    return axes_.keys.size() - 1;
  }

  /// A sweep names whole paths: `lr` is `optimizer.lr`.
  std::string unknown_key_text(const Node::Entry& entry) const {
    const std::string name = entry.key.substr(entry.key.rfind('.') + 1);
    const std::string path = place_of_key(name, spec_of<ExperimentConfig>(), registries_);
    if (path.empty()) return no_such_key(entry.key);
    return fmt::format("an experiment has no key '{}', it is {} here; write {}: {}", shortened(entry.key, 60),
                       path, path, shown_value(entry.value));
  }

  static std::string no_such_key(const std::string& key) {
    const std::string first = key.substr(0, key.find('.'));
    return fmt::format("an experiment has no key '{}'{}", shortened(first, 60),
                       suggestion(first, spec_of<ExperimentConfig>().field_names()));
  }

  const Node& section(std::string_view path) const { return *find_path(root_, path); }

  void read_grid(const SweptLists& grid) {
    for (std::size_t i = 0; i < grid.size(); ++i) {
      const std::size_t key = add_key("sweep.grid", section("sweep.grid").entries()[i]);
      Axis axis;
      for (const Node& value : grid[i].second.values) axis.push_back({setting_of(key, value)});
      axes_.axes.push_back(std::move(axis));
    }
  }

  void read_zips(const std::variant<SweptLists, std::vector<SweptLists>>& zip) {
    if (const auto* one = std::get_if<SweptLists>(&zip)) return read_zip(*one, "sweep.zip");
    const auto& several = std::get<std::vector<SweptLists>>(zip);
    for (std::size_t i = 0; i < several.size(); ++i) read_zip(several[i], fmt::format("sweep.zip.{}", i));
  }

  void read_zip(const SweptLists& lists, const std::string& path) {
    if (lists.empty()) return;
    Axis axis(lists.front().second.values.size());
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const auto& entry = section(path).entries()[i];
      const auto& values = lists[i].second.values;
      const std::size_t key = add_key(path, entry);
      if (values.size() != axis.size()) {
        error(entry.key_place,
              fmt::format("{}.{}: {}, but {}.{} has {}; paired lists have one length", path, entry.key,
                          counted(values.size(), "value"), path, lists.front().first, axis.size()));
        continue;
      }
      for (std::size_t k = 0; k < axis.size(); ++k) axis[k].push_back(setting_of(key, values[k]));
    }
    axes_.axes.push_back(std::move(axis));
  }

  void read_cases(const std::vector<KeyValues>& cases) {
    Axis axis;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const std::string path = fmt::format("sweep.cases.{}", i);
      Point point;
      std::string name;
      for (const auto& entry : section(path).entries()) {
        if (entry.key == "name") {
          name = name_of_case(path, entry);
        } else {
          point.push_back({add_key(path, entry), entry.value});
        }
      }
      axis.push_back(std::move(point));
      axes_.cases.names.push_back(std::move(name));
    }
    axes_.cases.axis = axes_.axes.size();
    axes_.axes.push_back(std::move(axis));
  }

  std::string name_of_case(const std::string& path, const Node::Entry& entry) {
    const Node& name = entry.value;
    if (name.is_scalar() && !name.text().empty()) return name.text();
    error(name.place(), fmt::format("{}.name: {}", path, expected("a name for the case", name)));
    return "";
  }

  void read_random(const RandomConfig& random) {
    const auto n = static_cast<std::size_t>(random.n);
    Axis axis(n);
    for (std::size_t i = 0; i < random.values.size(); ++i) {
      const auto& entry = section("sweep.random.values").entries()[i];
      const std::size_t key = add_key("sweep.random.values", entry);
      const auto values = draw(random.values[i].second, entry.key, random.seed, n, entry.value.place());
      for (std::size_t k = 0; k < n; ++k) axis[k].push_back({key, values[k]});
    }
    axes_.axes.push_back(std::move(axis));
  }

  /// Lists of one length are side by side; they are in the place of the first of them.
  void read_repeats(const SweepConfig& sweep) {
    std::vector<Axis> axes;
    const std::vector<Node> seeds = repeated_seeds(sweep);
    for (std::size_t i = 0; i < sweep.repeats.size(); ++i) {
      const auto& values = sweep.repeats[i].second.values;
      const std::size_t key = add_repeated(section(repeats_section).entries()[i]);
      const bool is_fold = axes_.keys[key].name == fold_key;
      const auto same = std::ranges::find_if(axes, [&](const Axis& axis) {
        return !is_fold && axis.size() == values.size() && !is_of_folds(axis);
      });
      Axis& axis = same == axes.end() ? axes.emplace_back(values.size()) : *same;
      for (std::size_t k = 0; k < axis.size(); ++k) axis[k].push_back({key, values[k]});
    }
    for (Axis& axis : axes) {
      if (seeds.size() > 1 && axis.size() == seeds.size() && !is_of_folds(axis)) pair_with(seeds, axis);
      axes_.repetitions *= std::min(axis.size(), most_runs);  // more are refused
      axes_.axes.push_back(std::move(axis));
    }
  }

  std::size_t add_repeated(const Node::Entry& entry) {
    const auto is_it = [&](const SweptKey& key) { return key.name == entry.key; };
    const auto swept = std::ranges::find_if(axes_.keys, is_it);
    if (swept != axes_.keys.end()) {
      error(entry.key_place, fmt::format("{}.{}: this key is swept already, as {}; leave one of them out",
                                         repeats_section, entry.key, swept->path));
    }
    const std::size_t key = add_key(std::string(repeats_section), entry);
    axes_.keys[key].repeated = true;
    return key;
  }

  /// Folds are crossed with everything, as if they were not named.
  bool is_of_folds(const Axis& axis) const { return axes_.keys[axis.front().front().key].name == fold_key; }

  /// The seeds as values; none where they are not good.
  std::vector<Node> repeated_seeds(const SweepConfig& sweep) const {
    if (!sweep.seeds || sweep.repeats.empty()) return {};
    std::vector<Node> nodes;
    const Place& place = section("sweep.seeds").place();
    const auto add = [&](std::int64_t seed) { nodes.push_back(Node::scalar(std::to_string(seed), place)); };
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(&*sweep.seeds)) {
      for (const std::int64_t seed : *list) add(seed);
      return nodes;
    }
    const std::int64_t count = std::get<std::int64_t>(*sweep.seeds);
    const Node* written = root_.find("seed");
    const auto first = written && written->is_scalar() ? parse_integer(written->text()) : std::int64_t{0};
    // What is wrong with it is told where it is read.
    if (!first || *first < 0 || *first > largest_seed - count || count > std::int64_t{most_runs}) return {};
    for (std::int64_t i = 0; i < count; ++i) add(*first + i);
    return nodes;
  }

  void pair_with(const std::vector<Node>& seeds, Axis& axis) {
    axes_.has_seeds = true;
    axes_.keys.push_back({"seed", "sweep.seeds", section("sweep.seeds").place(), std::nullopt, 0, true});
    for (std::size_t k = 0; k < axis.size(); ++k) axis[k].push_back({axes_.keys.size() - 1, seeds[k]});
  }

  void check_size(const SweepConfig& sweep) {
    std::size_t product = 1;
    if (sweep.seeds && !axes_.has_seeds) {
      const auto* list = std::get_if<std::vector<std::int64_t>>(&*sweep.seeds);
      product = list ? list->size() : static_cast<std::size_t>(std::get<std::int64_t>(*sweep.seeds));
    }
    if (product > most_runs)
      return error(section("sweep.seeds").place(), fmt::format("sweep.seeds: more than {} runs", most_runs));
    for (const Axis& axis : axes_.axes) {
      product *= axis.size();
      if (product <= most_runs) continue;
      const bool empty = axis.front().empty();
      const SweptKey& key = axes_.keys[empty ? 0 : axis.front().front().key];
      return error(key.place, fmt::format("{}: more than {} runs", key.path, most_runs));
    }
  }

  void read_conditions(const SweepConfig& sweep) {
    for (std::size_t i = 0; i < sweep.exclude.size(); ++i)
      check_condition(section(fmt::format("sweep.exclude.{}", i)), fmt::format("sweep.exclude.{}", i));
    std::vector<SweptWhen> waiting;
    for (std::size_t i = 0; i < sweep.when.size(); ++i) {
      const auto& [name, condition] = sweep.when[i];
      const auto& entry = section("sweep.when").entries()[i];
      check_condition(entry.value, "sweep.when." + name);
      const auto is_it = [&](const SweptKey& key) { return key.name == name; };
      if (std::none_of(axes_.keys.begin(), axes_.keys.end(), is_it)) {
        error(entry.key_place,
              fmt::format("sweep.when.{}: this key is not swept{}", name, nearest_swept(name)));
      }
      waiting.push_back({name, condition});
    }
    order_conditions(std::move(waiting));
  }

  std::string nearest_swept(const std::string& name) const {
    std::vector<std::string> names;
    for (const SweptKey& key : axes_.keys)
      if (std::find(names.begin(), names.end(), key.name) == names.end()) names.push_back(key.name);
    return names.empty() ? "" : suggestion(name, names);
  }

  /// Conditions are about a configuration's keys; what they hold is compared, whatever it is.
  void check_condition(const Node& condition, const std::string& path) {
    for (const Node::Entry& entry : condition.entries()) {
      const std::string first = entry.key.substr(0, entry.key.find('.'));
      const std::string where = path + "." + entry.key;
      if (first == "seed") {
        error(entry.key_place, where + ": a condition is about configurations, not about their seeds");
      } else if (!spec_of<ExperimentConfig>().has_field(first)) {
        error(entry.key_place, fmt::format("{}: {}", where, unknown_key_text(entry)));
      }
    }
    if (condition.entries().empty()) error(condition.place(), path + ": expected a map of keys to values");
  }

  /// A condition that looks at a key with a condition of its own is decided after it.
  void order_conditions(std::vector<SweptWhen> waiting) {
    const auto looks_at = [](const SweptWhen& when, const SweptWhen& other) {
      return std::any_of(when.condition.begin(), when.condition.end(), [&](const auto& entry) {
        return entry.first == other.name || entry.first.starts_with(other.name + ".");
      });
    };
    while (!waiting.empty()) {
      const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const SweptWhen& when) {
        return std::none_of(waiting.begin(), waiting.end(),
                            [&](const SweptWhen& other) { return looks_at(when, other); });
      });
      if (ready == waiting.end()) {
        const std::string& name = waiting.front().name;
        return error(section("sweep.when").find_entry(name)->key_place,
                     fmt::format("sweep.when.{}: this condition waits for itself", name));
      }
      axes_.conditions.push_back(std::move(*ready));
      waiting.erase(ready);
    }
  }

  /// `optimizer` is set before `optimizer.lr`; of one key twice the later place is set last and stays.
  void rank_keys() {
    std::vector<std::size_t> order(axes_.keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto depth = [&](std::size_t i) {
      return std::count(axes_.keys[i].name.begin(), axes_.keys[i].name.end(), '.');
    };
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return std::pair(depth(a), a) < std::pair(depth(b), b); });
    for (std::size_t rank = 0; rank < order.size(); ++rank) axes_.keys[order[rank]].rank = rank;
    std::map<std::string_view, std::size_t> conditions;
    for (std::size_t i = 0; i < axes_.conditions.size(); ++i) conditions[axes_.conditions[i].name] = i;
    for (SweptKey& key : axes_.keys) {
      const auto found = conditions.find(key.name);
      if (found != conditions.end()) key.condition = found->second;
    }
  }

  void error(const Place& place, std::string message) {
    diagnostics_.error(place, std::move(message));
    good_ = false;
  }

  const Node& root_;
  const Registries& registries_;
  Diagnostics& diagnostics_;
  Axes axes_;
  bool good_ = true;
};

}  // namespace

std::size_t Axes::combinations() const {
  std::size_t count = 1;
  for (const Axis& axis : axes) count *= axis.size();
  return count;
}

std::optional<Axes> read_axes(const SweepConfig& sweep, const Node& root, const Registries& registries,
                              Diagnostics& diagnostics) {
  return AxesReader(root, registries, diagnostics).read(sweep);
}

}  // namespace runner
