#include "report/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/text.h"
#include "plan/experiment.h"
#include "report/comparable.h"
#include "report/warnings.h"
#include "statistics/statistics.h"

namespace runner {
namespace {

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

/// Of one configuration alone what it came to: it is the best of nothing.
std::string best_words(const Plan& plan, const Overview& overview, std::size_t column, const SummaryRow& row,
                       bool alone) {
  const Statistics& s = row.finals[column];
  std::string text = fmt::format("{} {} final {} {:.4g}", plan.labels[row.configuration],
                                 alone ? "reaches" : "is best:", overview.columns[column].name, s.mean);
  if (s.n > 1) {
    text +=
        fmt::format(" (95 % interval {:.4g} to {:.4g}, {})", s.ci95_low, s.ci95_high, seeds_text(plan, s.n));
  } else {
    text += fmt::format(" ({})", seeds_text(plan, s.n));
  }
  return text;
}

/// "Adam and Adagrad share the best final val_accuracy, 0.9".
std::string tie_words(const Plan& plan, const Overview& overview, std::size_t column,
                      const std::vector<SummaryRow>& summary, std::span<const std::size_t> sharing) {
  constexpr std::size_t most_named = 3;
  const std::size_t named = sharing.size() > most_named ? most_named - 1 : sharing.size();
  std::vector<std::string> names;
  for (const std::size_t i : sharing.first(named)) names.push_back(plan.labels[summary[i].configuration]);
  if (named < sharing.size()) names.push_back(fmt::format("{} more", sharing.size() - named));
  const std::string last = names.back();
  names.pop_back();
  return fmt::format("{} and {} share the best final {}, {:.4g}", join(names, ", "), last,
                     overview.columns[column].name, summary[sharing.front()].finals[column].mean);
}

/// A function without noise and without samples: every seed does the same.
bool is_deterministic(const Plan& plan, const SummaryRow& row) {
  if (plan.setups.empty()) return false;
  const auto& config = plan.setups[plan.runs[row.run].setup].bound;
  return config && config->problem && config->problem->noise == 0 && !has_samples(*config);
}

std::string needed_words(const Versus& difference) {
  if (!difference.seeds_needed) return "";
  return fmt::format(", about {} would", counted(*difference.seeds_needed, "seed"));
}

std::string difference_words(const Plan& plan, const Versus& difference, Certainty certainty,
                             bool deterministic) {
  const ConfidenceInterval& ci95 = difference.test.ci95;
  const auto [near, far] = std::minmax({std::abs(ci95.low), std::abs(ci95.high)});
  const std::string chance =
      fmt::format("the first is better with probability {:.2g}", difference.probability);
  const std::string repetitions =
      difference.paired ? seeds_text(plan, difference.n()) : fmt::format("{} runs", difference.n());
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
  if (deterministic) return "; nothing in it is chance.";
  return "; whether that is chance can't be told without more seeds, such as sweep: {seeds: 5}.";
}

Judgement judgement_of(const Plan& plan, const Overview& overview, std::size_t column,
                       const std::vector<SummaryRow>& summary, const std::vector<std::size_t>& ranked,
                       std::string about) {
  Judgement judgement;
  judgement.about = std::move(about);
  judgement.best = ranked.front();
  const SummaryRow& best = summary[judgement.best];
  judgement.words = best_words(plan, overview, column, best, ranked.size() < 2) + ".";
  if (ranked.size() < 2) return judgement;
  judgement.sharing = static_cast<std::size_t>(
      std::ranges::count_if(ranked, [&](std::size_t i) { return summary[i].rank == best.rank; }));
  judgement.runner_up = ranked[1];
  const SummaryRow& second = summary[ranked[1]];
  judgement.difference =
      versus(final_values(plan, overview, column, best.configuration),
             final_values(plan, overview, column, second.configuration), overview.columns[column].better);
  judgement.certainty = certainty_of(judgement.difference);
  const std::string difference =
      difference_words(plan, judgement.difference, judgement.certainty,
                       is_deterministic(plan, best) && is_deterministic(plan, second));
  if (judgement.sharing > 1) {
    // Of more than two the difference of the first ones says nothing about the others.
    judgement.words = tie_words(plan, overview, column, summary, std::span(ranked).first(judgement.sharing)) +
                      (judgement.sharing == 2 ? difference : ".");
    return judgement;
  }
  judgement.words += fmt::format(" {} follows with {:.4g}{}", plan.labels[second.configuration],
                                 second.finals[column].mean, difference);
  return judgement;
}

/// "6 of 9 runs were stopped early by the search, as it is meant to."; empty where none was.
std::string search_words(const Plan& plan, const std::vector<SummaryRow>& summary) {
  std::size_t stopped = 0;
  for (const SummaryRow& row : summary) stopped += row.stopped;
  if (stopped == 0) return "";
  return fmt::format("{} of {} runs were stopped early by the search, as it is meant to.", stopped,
                     plan.runs.size());
}

/// Lines of at most `width`, broken at blanks, ending with a line feed.
std::string wrapped(std::string_view text, std::size_t width) {
  std::string lines;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, std::min(text.find(' '), text.size()));
    const std::size_t size = character_count(word);
    if (used > 0 && size >= width - std::min(used, width)) {
      lines += "\n  ";
      used = 2;
    } else if (used > 0) {
      lines += ' ';
      ++used;
    }
    lines += word;
    used += size;
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return lines + "\n";
}

}  // namespace

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
  verdict.search = search_words(plan, summary);
  verdict.warnings = warnings_of(plan, overview, summary, verdict.judgements, groups);
  return verdict;
}

std::string verdict_text(const Verdict& verdict, std::size_t width) {
  constexpr std::size_t most = 5;
  std::string text;
  const std::size_t shown = std::min(most, verdict.judgements.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Judgement& judgement = verdict.judgements[i];
    const std::string words =
        judgement.about.empty() ? judgement.words : judgement.about + ": " + judgement.words;
    text += wrapped(visible_text(words), width);
  }
  if (verdict.judgements.size() > shown)
    text += fmt::format("… and {} more groups that can't be compared\n", verdict.judgements.size() - shown);
  if (!verdict.search.empty()) text += wrapped(verdict.search, width);
  for (const Warning& warning : verdict.warnings)
    text += wrapped("warning: " + visible_text(warning.words), width);
  return text;
}

}  // namespace runner
