#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/overview.h"
#include "report/summary.h"
#include "report/versus.h"

namespace runner {

// What an experiment says, and whether that can be known: the page, the terminal and ranking.md say it in
// these numbers and words.

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
  std::size_t sharing = 1;               ///< that have the best value
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
  std::string search;                 ///< a sentence on the runs that a search has stopped; else empty
  std::vector<Warning> warnings;
};

/// `summary`: of `summarize`.
Verdict judge(const Plan& plan, const Overview& overview, const std::vector<SummaryRow>& summary);

/// The judgements (the first few) and the warnings for a terminal, names made visible: each begins a line,
/// and goes on, indented, on the next where it is wider than `width`.
std::string verdict_text(const Verdict& verdict, std::size_t width = std::string::npos);

}  // namespace runner
