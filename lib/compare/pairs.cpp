#include "compare/pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "base/stop.h"
#include "base/text.h"
#include "statistics/bootstrap.h"
#include "statistics/multiplicity.h"

namespace runner {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Bootstrap bootstrap_of(const Versus& versus) {
  if (versus.paired) return bootstrap_of_mean(differences(versus.a, versus.b));
  return bootstrap({versus.a, versus.b},
                   [](const SampleLists& samples) { return mean_of(samples[0]) - mean_of(samples[1]); });
}

/// "seed 3", "seed 3 fold 1".
std::string repetition_name(const Repetition& repetition) {
  const auto& [seed, fold, repeats] = repetition;
  std::string text = fmt::format("seed {}", seed);
  if (fold >= 0) text += fmt::format(" fold {}", fold);
  for (const std::string& value : repeats) text += " " + value;
  return text;
}

/// Those that the first has a value of and the second not; the first few named.
std::string lacking(const Contender& first, const Contender& second) {
  constexpr std::size_t most = 5;
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const auto& [repetition, value] : first.final.values) {
    if (second.final.values.contains(repetition)) continue;
    if (++count <= most) names.push_back(repetition_name(repetition));
  }
  if (count == 0) return "";
  std::string text = fmt::format("{} has no {}", second.name, join(names, ", "));
  if (count > most) text += fmt::format(" and {} more", count - most);
  return text;
}

void add_note_of(const Contender& a, const Contender& b, const Versus& versus,
                 std::vector<std::string>& notes) {
  if (!versus.paired) {
    notes.push_back(
        fmt::format("{} and {} share no two seeds: their values are compared as independent "
                    "(Welch's t test)",
                    a.name, b.name));
    return;
  }
  for (const std::string& text : {lacking(a, b), lacking(b, a)}) {
    if (!text.empty()) notes.push_back(text + ": only shared ones are compared");
  }
}

void add_note_of(const Contender& contender, std::vector<std::string>& notes) {
  std::vector<std::string> parts;
  if (contender.diverged > 0) parts.push_back(fmt::format("{} diverged", contender.diverged));
  if (contender.failed > 0) parts.push_back(fmt::format("{} failed", contender.failed));
  if (contender.missing > 0) parts.push_back(fmt::format("{} without a value", contender.missing));
  if (!parts.empty())
    notes.push_back(fmt::format("{}: {}; these runs are not compared", contender.name, join(parts, ", ")));
}

void adjust(std::vector<Pair>& rows) {
  std::vector<double> p, flips;
  for (const Pair& row : rows) {
    p.push_back(row.versus.test.p);
    flips.push_back(row.assumption_free);
  }
  p = holm(p);
  flips = holm(flips);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].p_holm = p[i];
    rows[i].assumption_free_holm = flips[i];
  }
}

Pair pair_of(const Contender& a, const Contender& b, const Column& metric, bool resample) {
  Pair pair{a.name, b.name, metric.name, versus(a.final, b.final, metric.better)};
  const Versus& versus = pair.versus;
  const bool has_values = !versus.a.empty() && !versus.b.empty();
  pair.effect_size = hedges_g(versus.a, versus.b);
  pair.assumption_free = versus.paired ? sign_flip_p(differences(versus.a, versus.b)).value_or(none)
                                       : mann_whitney(versus.a, versus.b).p;
  pair.bootstrap = {none, none};
  if (resample && has_values && versus.a.size() + versus.b.size() > 2) {
    const Bootstrap found = bootstrap_of(versus);
    pair.bootstrap = found.ci95;
    pair.is_exact = found.exact;
  }
  return pair;
}

}  // namespace

Pairs compare_pairs(const std::vector<Contender>& contenders,
                    const std::vector<std::pair<std::size_t, std::size_t>>& which, const Column& metric,
                    bool resample) {
  Pairs pairs{metric, {}, {}};
  std::set<std::size_t> used;
  for (const auto& [first, second] : which) {
    look_at_stop();
    const Contender &a = contenders[first], &b = contenders[second];
    pairs.rows.push_back(pair_of(a, b, metric, resample));
    add_note_of(a, b, pairs.rows.back().versus, pairs.notes);
    used.insert({first, second});
  }
  for (const std::size_t i : used) add_note_of(contenders[i], pairs.notes);
  adjust(pairs.rows);
  return pairs;
}

TableColumns<Pair> pair_columns(const Column& metric) {
  const auto key = [](const char* name) { return Column{.name = name, .role = Role::key}; };
  const auto measured = [&](const char* name) {
    Column column = renamed(metric, name);
    column.better = Direction::none;
    return column;
  };
  const auto number = [](const char* name) { return Column{.name = name}; };
  return {
      {key("a"), [](const Pair& row) { return Cell(row.a); }},
      {key("b"), [](const Pair& row) { return Cell(row.b); }},
      {key("metric"), [](const Pair& row) { return Cell(row.metric); }},
      {{.name = "n", .role = Role::counter}, [](const Pair& row) { return Cell(row.versus.n()); }},
      {measured("difference"), [](const Pair& row) { return Cell(row.versus.test.mean); }},
      {measured("ci95_low"), [](const Pair& row) { return Cell(row.versus.test.ci95.low); }},
      {measured("ci95_high"), [](const Pair& row) { return Cell(row.versus.test.ci95.high); }},
      {number("probability_a_better"), [](const Pair& row) { return Cell(row.versus.probability); }},
      {number("effect_size"), [](const Pair& row) { return Cell(row.effect_size); }},
      {number("p"), [](const Pair& row) { return Cell(row.versus.test.p); }},
      {number("p_holm"), [](const Pair& row) { return Cell(row.p_holm); }},
      {{.name = "seeds_needed", .role = Role::counter},
       [](const Pair& row) { return Cell(row.versus.seeds_needed); }},
  };
}

}  // namespace runner
