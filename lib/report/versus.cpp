#include "report/versus.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "statistics/statistics.h"

namespace runner {
namespace {

/// So many values come with one more seed.
std::size_t values_per_seed(const FinalValues& final) {
  std::set<std::int64_t> seeds;
  for (const auto& [repetition, value] : final.values) seeds.insert(std::get<0>(repetition));
  return seeds.empty() ? 1 : std::max<std::size_t>(1, final.values.size() / seeds.size());
}

std::optional<std::size_t> seeds_of_pairs(std::optional<std::size_t> pairs, std::size_t each) {
  return pairs ? std::optional((*pairs + each - 1) / each) : std::nullopt;
}

}  // namespace

FinalValues final_values(const Plan& plan, const Overview& overview, std::size_t column,
                         std::size_t configuration) {
  FinalValues found;
  std::set<std::int64_t> folds;
  double held = 0, trained = 0;
  // The runs of a configuration stand side by side, in the order of the configurations.
  const auto of = [&](const RunRow& row) { return plan.runs[row.run].configuration; };
  const auto [begin, end] = std::ranges::equal_range(overview.runs, configuration, {}, of);
  for (auto row = begin; row != end; ++row) {
    if (!counts(*row)) continue;
    const PlannedRun& run = plan.runs[row->run];
    const double value = row->finals[column];
    if (std::isfinite(value)) found.values[{run.seed, run.fold.value_or(-1), run.repeats}] = value;
    if (!run.fold || !row->result->fold) continue;
    folds.insert(*run.fold);
    held += static_cast<double>(row->result->fold->val);
    trained += static_cast<double>(row->result->fold->train);
  }
  if (folds.size() > 1 && trained > 0) found.held_to_trained = held / trained;
  return found;
}

Versus versus(const FinalValues& first, const FinalValues& second, Direction better) {
  Versus result;
  for (const auto& [repetition, value] : first.values) {
    const auto other = second.values.find(repetition);
    if (other == second.values.end()) continue;
    result.a.push_back(value);
    result.b.push_back(other->second);
  }
  result.paired = result.a.size() >= 2;
  if (result.paired) {
    const std::vector<double> d = differences(result.a, result.b);
    const double ratio = std::max(first.held_to_trained, second.held_to_trained);
    result.test = paired_t(d, ratio);
    result.seeds_needed = seeds_of_pairs(pairs_needed(paired_d(d), ratio), values_per_seed(first));
  } else {
    result.a.clear();
    result.b.clear();
    for (const auto& [repetition, value] : first.values) result.a.push_back(value);
    for (const auto& [repetition, value] : second.values) result.b.push_back(value);
    result.test = welch_t(result.a, result.b);
    // As pairs of independent values, whose differences vary as much as both.
    const double of_a = statistics(result.a).std, of_b = statistics(result.b).std;
    result.seeds_needed = pairs_needed(result.test.mean / std::sqrt(of_a * of_a + of_b * of_b));
  }
  result.probability = better == Direction::higher ? probability_larger(result.a, result.b)
                                                   : probability_larger(result.b, result.a);
  return result;
}

}  // namespace runner
