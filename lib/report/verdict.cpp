#include "report/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/text.h"
#include "report/comparable.h"
#include "report/warnings.h"
#include "statistics/statistics.h"

namespace runner {
namespace {

/// What makes two runs of two configurations a pair.
using Repetition = std::tuple<std::int64_t, std::int64_t, std::vector<std::string>>;

std::map<Repetition, double> values_by_repetition(const Plan& plan, const Overview& overview,
                                                  std::size_t column, std::size_t configuration) {
  std::map<Repetition, double> values;
  // The runs of a configuration stand side by side, in the order of the configurations.
  const auto of = [&](const RunRow& row) { return plan.runs[row.run].configuration; };
  const auto [begin, end] = std::ranges::equal_range(overview.runs, configuration, {}, of);
  for (auto row = begin; row != end; ++row) {
    const PlannedRun& run = plan.runs[row->run];
    const double value = row->finals[column];
    if (counts(*row) && std::isfinite(value)) values[{run.seed, run.fold.value_or(-1), run.repeats}] = value;
  }
  return values;
}

/// Of both: what either holds out per row trained on is the same where they have the same folds.
double held_to_trained_of(const Plan& plan, const Overview& overview, std::size_t configuration) {
  double held = 0, trained = 0;
  std::optional<std::int64_t> first;
  bool several = false;
  const auto of = [&](const RunRow& row) { return plan.runs[row.run].configuration; };
  const auto [begin, end] = std::ranges::equal_range(overview.runs, configuration, {}, of);
  for (auto row = begin; row != end; ++row) {
    const auto& fold = plan.runs[row->run].fold;
    if (!counts(*row) || !fold || !row->result->fold) continue;
    several = several || (first && *first != *fold);
    first = fold;
    held += static_cast<double>(row->result->fold->val);
    trained += static_cast<double>(row->result->fold->train);
  }
  return several && trained > 0 ? held / trained : 0;
}

Certainty certainty_of(const Versus& difference) {
  if (difference.paired && difference.test.mean == 0 && difference.test.ci95.low == 0 &&
      difference.test.ci95.high == 0)
    return Certainty::equal;
  if (std::isnan(difference.test.p)) return Certainty::unknown;
  constexpr double level = 0.05;
  return difference.test.p < level ? Certainty::told_apart : Certainty::not_told_apart;
}

std::string seeds_text(const Plan& plan, std::size_t count) {
  return plan.has_folds() || !plan.repeated_columns.empty() ? counted(count, "repetition")
                                                            : counted(count, "seed");
}

std::string best_words(const Plan& plan, const Overview& overview, std::size_t column,
                       const SummaryRow& row) {
  const Statistics& s = row.finals[column];
  std::string text = fmt::format("{} is best: final {} {:.4g}", plan.labels[row.configuration],
                                 overview.columns[column].name, s.mean);
  if (s.n > 1) {
    text +=
        fmt::format(" (95 % interval {:.4g} to {:.4g}, {})", s.ci95_low, s.ci95_high, seeds_text(plan, s.n));
  } else {
    text += fmt::format(" ({})", seeds_text(plan, s.n));
  }
  return text;
}

std::string needed_words(const Versus& difference) {
  if (!difference.seeds_needed) return "";
  return fmt::format(", about {} would", counted(*difference.seeds_needed, "seed"));
}

std::string difference_words(const Plan& plan, const Versus& difference, Certainty certainty) {
  const ConfidenceInterval& ci95 = difference.test.ci95;
  const auto [near, far] = std::minmax({std::abs(ci95.low), std::abs(ci95.high)});
  const std::string chance =
      fmt::format("the first is better with probability {:.2g}", difference.probability);
  const std::string repetitions =
      difference.paired ? seeds_text(plan, difference.n) : fmt::format("{} runs", difference.n);
  switch (certainty) {
    case Certainty::told_apart:
      return fmt::format(
          ", and {} tell them apart: they differ by {:.4g} (95 % interval {:.4g} to {:.4g}, p = {:.2g}); {}.",
          repetitions, std::abs(difference.test.mean), near, far, difference.test.p, chance);
    case Certainty::not_told_apart:
      return fmt::format(", and {} can't tell them apart (p = {:.2g}){}; {}.", repetitions, difference.test.p,
                         needed_words(difference), chance);
    case Certainty::equal:
      return ", and no run differs.";
    case Certainty::alone:
    case Certainty::unknown:
      break;
  }
  return "; whether that is chance can't be told without more seeds, such as sweep: {seeds: 5}.";
}

Judgement judgement_of(const Plan& plan, const Overview& overview, std::size_t column,
                       const std::vector<SummaryRow>& summary, const std::vector<std::size_t>& ranked,
                       std::string about) {
  Judgement judgement;
  judgement.about = std::move(about);
  judgement.best = ranked.front();
  const SummaryRow& best = summary[judgement.best];
  judgement.words = best_words(plan, overview, column, best) + ".";
  if (ranked.size() < 2) return judgement;
  judgement.runner_up = ranked[1];
  const SummaryRow& second = summary[ranked[1]];
  judgement.difference = versus(plan, overview, column, best.configuration, second.configuration);
  judgement.certainty = certainty_of(judgement.difference);
  judgement.words +=
      fmt::format(" {} follows with {:.4g}{}", plan.labels[second.configuration], second.finals[column].mean,
                  difference_words(plan, judgement.difference, judgement.certainty));
  return judgement;
}

}  // namespace

Versus versus(const Plan& plan, const Overview& overview, std::size_t column, std::size_t first,
              std::size_t second) {
  const auto of_first = values_by_repetition(plan, overview, column, first);
  const auto of_second = values_by_repetition(plan, overview, column, second);
  std::vector<double> a, b, all_a, all_b;
  for (const auto& [repetition, value] : of_first) {
    all_a.push_back(value);
    const auto other = of_second.find(repetition);
    if (other == of_second.end()) continue;
    a.push_back(value);
    b.push_back(other->second);
  }
  for (const auto& [repetition, value] : of_second) all_b.push_back(value);
  Versus result;
  result.paired = a.size() >= 2;
  const double ratio = held_to_trained_of(plan, overview, first);
  if (result.paired) {
    const std::vector<double> d = differences(a, b);
    result.n = d.size();
    result.test = paired_t(d, ratio);
    const auto pairs = pairs_needed(paired_d(d), ratio);
    std::size_t folds = 0;
    if (ratio > 0) {
      std::vector<std::int64_t> seeds;
      for (const auto& [repetition, value] : of_first) seeds.push_back(std::get<0>(repetition));
      std::ranges::sort(seeds);
      const auto distinct = static_cast<std::size_t>(std::unique(seeds.begin(), seeds.end()) - seeds.begin());
      folds = of_first.size() / distinct;
    }
    if (pairs) result.seeds_needed = folds > 1 ? (*pairs + folds - 1) / folds : *pairs;
  } else {
    result.n = all_a.size() + all_b.size();
    result.test = welch_t(all_a, all_b);
    a = std::move(all_a);
    b = std::move(all_b);
    // As many of each as a pair of independent values, whose difference varies as much as both.
    const Statistics s = statistics(a), t = statistics(b);
    const double spread = std::sqrt(s.std * s.std + t.std * t.std);
    result.seeds_needed = pairs_needed((s.mean - t.mean) / spread);
  }
  const bool higher = overview.columns[column].better == Direction::higher;
  result.probability = higher ? probability_larger(a, b) : probability_larger(b, a);
  return result;
}

Verdict judge(const Plan& plan, const Overview& overview, const std::vector<SummaryRow>& summary) {
  Verdict verdict;
  verdict.column = overview.primary;
  if (!overview.primary) return verdict;
  const std::size_t column = *overview.primary;
  const ComparableGroups groups = comparable_groups(plan, overview.columns[column]);
  std::vector<std::vector<std::size_t>> ranked(groups.names.size());
  for (std::size_t i = 0; i < summary.size(); ++i) {
    if (summary[i].rank > 0) ranked[groups.of[summary[i].configuration]].push_back(i);
  }
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    if (ranked[i].empty()) continue;
    verdict.judgements.push_back(judgement_of(plan, overview, column, summary, ranked[i], groups.names[i]));
  }
  verdict.warnings = warnings_of(plan, overview, summary, verdict.judgements, groups);
  return verdict;
}

std::string verdict_text(const Verdict& verdict) {
  constexpr std::size_t most = 5;
  std::string text;
  const std::size_t shown = std::min(most, verdict.judgements.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Judgement& judgement = verdict.judgements[i];
    const std::string words =
        judgement.about.empty() ? judgement.words : judgement.about + ": " + judgement.words;
    text += visible_text(words) + "\n";
  }
  if (verdict.judgements.size() > shown)
    text += fmt::format("… and {} more groups that can't be compared\n", verdict.judgements.size() - shown);
  for (const Warning& warning : verdict.warnings) text += "warning: " + visible_text(warning.words) + "\n";
  return text;
}

}  // namespace runner
