#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace runner {

// Two samples compared: paired ones by their differences, others as they are. All values are finite; what too
// few values can't say is NaN. Every p is two-sided.

struct ConfidenceInterval {
  double low = 0, high = 0;
};

/// a − b, one for each pair, rounded to 15 digits of the larger of the two: .918 − .910 and .915 − .907 are
/// equal then, as their writer means, and rank tests say the same on every machine.
std::vector<double> differences(std::span<const double> a, std::span<const double> b);

/// Whether two numbers are so near each other that the order of a sum may have made the difference.
bool differ_by_rounding(double a, double b);

struct TTest {
  double mean = 0;  ///< the difference of the means
  double t = 0;
  double freedom = 0;
  double p = 0;               ///< NaN for differences that are all 0
  ConfidenceInterval ci95{};  ///< Student's, of the difference
};

/// Student's t test of paired differences. For folds with `held_to_trained`, rows held out per row trained
/// on, Nadeau & Bengio's (see statistics.h).
TTest paired_t(std::span<const double> differences, double held_to_trained = 0);

/// Welch's t test of independent samples. Needs two values of each.
TTest welch_t(std::span<const double> a, std::span<const double> b);

/// Of all ways to give the differences other signs, the share whose mean is at least as far from 0: the exact
/// permutation test of paired samples. Nothing for more than 30 differences.
std::optional<double> sign_flip_p(std::span<const double> differences);

struct RankTest {
  double statistic = 0;
  double p = 0;
};

/// What Wilcoxon's test does with differences of 0.
enum class Zeros {
  drop,  ///< as Wilcoxon: they say nothing
  split  ///< ranked with the others, half to each side (Pratt's ranks; Demšar 2006)
};

/// Wilcoxon's signed rank test; the statistic is the smaller sum of ranks. The p is exact for at most 50
/// differences without zeros and ties, else by the normal distribution with correction for ties.
RankTest wilcoxon_signed_rank(std::span<const double> differences, Zeros zeros = Zeros::drop,
                              bool continuity_correction = false);

/// Mann and Whitney's U of `a`, with ties half, and its p by the normal distribution with correction for
/// ties.
RankTest mann_whitney(std::span<const double> a, std::span<const double> b,
                      bool continuity_correction = true);

/// The probability that a value of `a` is larger than one of `b`, ties half: U / (n_a n_b), Vargha and
/// Delaney's A. Takes n log n.
double probability_larger(std::span<const double> a, std::span<const double> b);

/// The difference of the means by the pooled standard deviation of the samples.
double cohens_d(std::span<const double> a, std::span<const double> b);
/// Cohen's d less its bias in small samples: times 1 − 3 / (4 (n_a + n_b − 2) − 1).
double hedges_g(std::span<const double> a, std::span<const double> b);
/// The mean of paired differences by their standard deviation.
double paired_d(std::span<const double> differences);

/// So many pairs let a paired t test at level 0.05 find a mean difference of `paired_d` deviations with
/// probability 0.8; with `held_to_trained` that of Nadeau & Bengio. Nothing where no number up to a million
/// does.
std::optional<std::size_t> pairs_needed(double paired_d, double held_to_trained = 0);

/// Noether's number of pairs that let a test of P(a better) against 1/2, one-sided at level `alpha`, find
/// `probability` but for a chance of `beta`; not rounded. Source: Bouthillier et al. 2021, Accounting for
/// Variance in Machine Learning Benchmarks.
double noether_pairs(double probability, double alpha = 0.05, double beta = 0.05);
/// The other way round: the least probability of at least 1/2 that so many pairs find; above 1 where they are
/// too few for any.
double noether_probability(double pairs, double alpha = 0.05, double beta = 0.05);

/// 1 for the smallest; equal values share the mean of their places.
std::vector<double> mean_ranks(std::span<const double> values);

}  // namespace runner
