#include "plan/sweep_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/text.h"
#include "plan/spaces.h"
#include "spec/examples.h"
#include "spec/spec.h"

namespace runner {

namespace {

const std::vector<std::string> space_names = {"logspace", "linspace", "arange"};
const std::vector<std::string> distribution_names = {"uniform", "loguniform", "int", "choice"};

bool has_seeds(const SweepConfig& c) {
  if (!c.seeds) return true;
  const auto* list = std::get_if<std::vector<std::int64_t>>(&*c.seeds);
  return list ? !list->empty() : std::get<std::int64_t>(*c.seeds) > 0;
}

bool is_count(double value) {
  return value >= 1 && value <= static_cast<double>(most_runs) && value == std::floor(value);
}

template <class... Given>
bool exactly_one(const Given&... given) {
  return (int{given.has_value()} + ...) == 1;
}

/// The points of a space whose numbers are right; the texts are taken from where they are written.
std::vector<double> points_of(const SpaceConfig& space, const Node& written) {
  const auto text = [&](std::string_view name, std::size_t i) -> std::string_view {
    return written.find(name)->items()[i].text();
  };
  const auto count = [](double value) { return static_cast<std::int64_t>(value); };
  if (space.logspace) return logspace(text("logspace", 0), text("logspace", 1), count((*space.logspace)[2]));
  if (space.linspace) return linspace(text("linspace", 0), text("linspace", 1), count((*space.linspace)[2]));
  return arange(text("arange", 0), text("arange", 1), text("arange", 2), most_runs);
}

using IsValue = std::function<bool(const std::string& path, const Node& node)>;

void add_dotted(const Node& node, const std::string& path, const IsValue& is_value,
                std::vector<Node::Entry>& entries) {
  for (const Node::Entry& entry : node.entries()) {
    const std::string key = path.empty() ? entry.key : path + "." + entry.key;
    if (entry.value.is_map() && !entry.value.entries().empty() && !is_value(key, entry.value)) {
      add_dotted(entry.value, key, is_value, entries);
    } else {
      entries.push_back({key, entry.key_place, entry.value});
    }
  }
}

Node dotted(const Node& map, const IsValue& is_value) {
  if (!map.is_map()) return map;
  std::vector<Node::Entry> entries;
  add_dotted(map, "", is_value, entries);
  return Node::map(std::move(entries), map.place());
}

/// Whether a map is `{logspace: […]}` or the like, also where its name is misspelt: then its own declaration
/// says so.
IsValue holds_one_of(const std::vector<std::string>& names) {
  return [&names](const std::string&, const Node& map) {
    const auto is_rule = [&](const Node::Entry& entry) {
      const bool known = std::find(names.begin(), names.end(), entry.key) != names.end();
      return known || (entry.value.is_sequence() && nearest(entry.key, names));
    };
    return std::any_of(map.entries().begin(), map.entries().end(), is_rule);
  };
}

Node each_item(const Node& node, const std::function<Node(const Node&)>& change) {
  if (!node.is_sequence()) return node;
  std::vector<Node> items;
  for (const Node& item : node.items()) items.push_back(change(item));
  return Node::sequence(std::move(items), node.place());
}

void change(Node& map, std::string_view key, const std::function<Node(const Node&)>& how) {
  if (const Node::Entry* entry = map.find_entry(key))
    map = map.with(key, how(entry->value), entry->key_place);
}

/// The keys that a sweep in dotted form sets.
std::vector<std::string> swept_names(const Node& sweep) {
  std::vector<std::string> names;
  const auto add = [&](const Node& map) {
    for (const auto& entry : map.entries()) names.push_back(entry.key);
  };
  for (const char* section : {"grid", "zip", "cases", "repeats"}) {
    const Node* node = sweep.find(section);
    if (!node) continue;
    add(*node);
    for (const Node& item : node->items()) add(item);
  }
  if (const Node* values = find_path(sweep, "random.values")) add(*values);
  return names;
}

}  // namespace

Node with_dotted_keys(const Node& root) {
  const Node* written = root.find("sweep");
  if (!written || !written->is_map()) return root;
  Node sweep = *written;
  const auto lists = [](const Node& map) { return dotted(map, holds_one_of(space_names)); };
  const auto settings = [](const Node& map) {
    return dotted(map, [](const std::string&, const Node& node) { return node.find("type") != nullptr; });
  };
  change(sweep, "grid", lists);
  change(sweep, "repeats", lists);
  change(sweep, "zip", [&](const Node& zip) { return zip.is_map() ? lists(zip) : each_item(zip, lists); });
  change(sweep, "cases", [&](const Node& cases) { return each_item(cases, settings); });
  change(sweep, "random", [](const Node& random) {
    Node changed = random;
    if (random.is_map())
      change(changed, "values",
             [](const Node& map) { return dotted(map, holds_one_of(distribution_names)); });
    return changed;
  });
  const std::vector<std::string> names = swept_names(sweep);
  const auto leads_to_swept = [&](const std::string& path) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return name == path || name.starts_with(path + "."); });
  };
  const auto is_condition = [&](const std::string& path, const Node& node) {
    return !std::all_of(node.entries().begin(), node.entries().end(),
                        [&](const Node::Entry& entry) { return leads_to_swept(path + "." + entry.key); });
  };
  change(sweep, "when", [&](const Node& when) { return dotted(when, is_condition); });
  return root.with("sweep", sweep, root.find_entry("sweep")->key_place);
}

Type Codec<ValueList>::type() {
  return {.kind = Type::Kind::alternatives,
          .elements = {Codec<std::vector<Node>>::type(), Codec<SpaceConfig>::type()}};
}

bool Codec<ValueList>::decode(const Cursor& at, const Type&, BindContext& context, ValueList& out) {
  const Node& node = at.node();
  out = {node.items(), node};
  if (node.is_map()) {
    SpaceConfig space;
    if (!Codec<SpaceConfig>::decode(at, {}, context, space)) return false;
    const Node::Entry& rule = node.entries().front();
    const Place& place = rule.value.place();
    // As a double it was whole by then.
    if (rule.key != "arange" && !parse_integer(rule.value.items().back().text()))
      return context.error(Cursor(at, rule.key, rule.value),
                           expected("a whole number of values", rule.value.items().back()));
    out.values = number_nodes(points_of(space, node), place);
    if (out.values.size() > most_runs)
      return context.error(at, fmt::format("more than {} values", most_runs));
  } else if (!node.is_sequence()) {
    std::string message = expected("a list of values or a space such as {logspace: [1e-5, 1, 6]}", node);
    if (context.root && node.is_scalar())
      message += fmt::format("; write {}: [{}]", at.key(), shown_value(node));
    return context.error(at, message);
  }
  return !out.values.empty() || context.error(at, "the list is empty; expected at least one value");
}

Spec<SpaceConfig> SpaceConfig::spec() {
  using C = SpaceConfig;
  return Spec<C>("a space", "Numbers by a rule, in the place of a list of values; exactly one is given.")
      .field("logspace", &C::logspace, "[first, last, count]: equal ratios, both ends exact.")
      .field("linspace", &C::linspace, "[first, last, count]: equal steps, both ends exact.")
      .field("arange", &C::arange, "[first, stop, step]: up to, but without, stop.")
      .check("", "give exactly one of logspace, linspace and arange",
             [](const C& c) { return exactly_one(c.logspace, c.linspace, c.arange); })
      .check("logspace",
             fmt::format("expected [first, last, count] with ends above 0 and 1 to {} values", most_runs),
             [](const C& c) {
               return !c.logspace ||
                      ((*c.logspace)[0] > 0 && (*c.logspace)[1] > 0 && is_count((*c.logspace)[2]));
             })
      .check("linspace", fmt::format("expected [first, last, count] with 1 to {} values", most_runs),
             [](const C& c) { return !c.linspace || is_count((*c.linspace)[2]); })
      .check("arange", "expected [first, stop, step] with a step that leads from first to stop",
             [](const C& c) { return !c.arange || ((*c.arange)[1] - (*c.arange)[0]) * (*c.arange)[2] > 0; });
}

Spec<DistributionConfig> DistributionConfig::spec() {
  using C = DistributionConfig;
  return Spec<C>("a distribution", "What a key is drawn from; exactly one is given.")
      .field("uniform", &C::uniform, "[low, high]: every number between is as likely.")
      .field("loguniform", &C::loguniform, "[low, high]: every ratio is as likely; both above 0.")
      .field("int", &C::integer, "[low, high]: an integer, both ends included.", closed(-1e15, 1e15))
      .field("choice", &C::choice, "One of these values.")
      .check("", "give exactly one of uniform, loguniform, int and choice",
             [](const C& c) { return exactly_one(c.uniform, c.loguniform, c.integer, c.choice); })
      .check("uniform", "expected [low, high] with low below high",
             [](const C& c) { return !c.uniform || (*c.uniform)[0] < (*c.uniform)[1]; })
      .check("uniform", "the range is wider than numbers go; expected high - low below 1.8e308",
             [](const C& c) { return !c.uniform || std::isfinite((*c.uniform)[1] - (*c.uniform)[0]); })
      .check("loguniform", "expected [low, high] with 0 < low < high",
             [](const C& c) {
               return !c.loguniform || (0 < (*c.loguniform)[0] && (*c.loguniform)[0] < (*c.loguniform)[1]);
             })
      .check("int", "expected [low, high] with low at most high",
             [](const C& c) { return !c.integer || (*c.integer)[0] <= (*c.integer)[1]; });
}

Spec<RandomConfig> RandomConfig::spec() {
  using C = RandomConfig;
  return Spec<C>("random", "Samples that are drawn, each with a value for every key.")
      .required("n", &C::n, "how many samples; raising it leaves the earlier ones as they are.",
                closed(1, static_cast<double>(most_runs)))
      .field("seed", &C::seed, "Decides the draws; the seed of the training plays no part.",
             closed(0, 4294967295.0))
      .required("values", &C::values, "dotted keys with what each is drawn from, key by key.");
}

Spec<SweepConfig> SweepConfig::spec() {
  using C = SweepConfig;
  return Spec<C>("sweep", "Which runs this file stands for: the product of what is given here.")
      .field("seeds", &C::seeds, "How many seeds, counted from `seed`, or a list of them.",
             closed(0, static_cast<double>(largest_seed)))
      .field("grid", &C::grid,
             "Dotted keys with lists of values; every combination is run. The first key changes slowest.")
      .field("zip", &C::zip,
             "Dotted keys with lists of one length, taken side by side; or several such maps.")
      .field("cases", &C::cases,
             "A list of maps, each with the keys that it sets; `{}` is the file as it is.")
      .field("random", &C::random, "Samples that are drawn, each with a value for every key.")
      .field("repeats", &C::repeats,
             "Dotted keys with lists of values over which a configuration is repeated, as over seeds: tables "
             "have mean and spread over all of them. Lists of one length, the seeds too, are taken side by "
             "side; others are combined.")
      .field(
          "exclude", &C::exclude,
          "Configurations to leave out: each condition is a map of keys to a value or a list of them, all of "
          "which hold. A component is known by its type.")
      .field(
          "when", &C::when,
          "Swept keys, each with the condition under which it is swept; elsewhere it stays as in the file.")
      .check("seeds", "a sweep needs at least one seed", has_seeds)
      .check("cases", "the list is empty; expected at least one case",
             [](const C& c) { return !c.cases || !c.cases->empty(); });
}

}  // namespace runner
