#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/overview.h"
#include "report/summary.h"
#include "statistics/two_samples.h"

namespace runner {

// What an experiment says, and whether that can be known: the page, the terminal and ranking.md say it in
// these numbers and words.

/// One configuration against another in the last values of one column, over their repetitions: by pairs of
/// the same seed (fold, …) where at least two are shared, else as independent samples. Values that are not
/// finite, and runs that failed or diverged, play no part.
struct Versus {
  bool paired = false;
  std::size_t n = 0;       ///< pairs; of independent samples the values of both
  TTest test;              ///< Student's of the pairs, or Welch's; the difference in the column's own unit
  double probability = 0;  ///< that the first is better than the second, ties half; NaN without values
  /// So many seeds would let the t test tell them apart with probability 0.8; none where no number would, or
  /// nothing can be said.
  std::optional<std::size_t> seeds_needed;
};

/// `first` and `second`: configurations.
Versus versus(const Plan& plan, const Overview& overview, std::size_t column, std::size_t first,
              std::size_t second);

/// Whether the repetitions tell the best from the runner-up.
enum class Certainty {
  alone,           ///< there is nothing to compare it with
  unknown,         ///< too few repetitions to say
  equal,           ///< no repetition differs
  not_told_apart,  ///< p ≥ 0.05
  told_apart
};

/// Of the configurations that may be ranked against each other.
struct Judgement {
  std::string about;                     ///< what sets them apart from the others: "loss=MSELoss"; else empty
  std::size_t best = 0;                  ///< in the rows of the summary
  std::optional<std::size_t> runner_up;  ///< likewise
  Certainty certainty = Certainty::alone;
  Versus difference;  ///< best − runner-up; only where there is one
  std::string words;  ///< one or two sentences
};

enum class WarningKind {
  edge_of_grid,
  diverged,
  missing,
  failed,
  chosen_by_test,
  seeds_change_nothing,
  no_better_than_baseline,
  not_comparable,
};

struct Warning {
  WarningKind kind;
  std::string words;  ///< a sentence with its numbers
};

struct Verdict {
  std::optional<std::size_t> column;  ///< of the overview: what ranks; nothing is judged without it
  std::vector<Judgement> judgements;  ///< one per group with a value; none where nothing was trained
  std::vector<Warning> warnings;
};

/// `summary`: of `summarize`.
Verdict judge(const Plan& plan, const Overview& overview, const std::vector<SummaryRow>& summary);

/// The judgements (the first few) and the warnings for a terminal, a line each, names made visible.
std::string verdict_text(const Verdict& verdict);

}  // namespace runner
