#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace runner {

// Several algorithms on several data sets (Demšar 2006, Statistical Comparisons of Classifiers over Multiple
// Data Sets). A table has a row per data set and in it a cost per algorithm: lower is better.
using CostTable = std::vector<std::vector<double>>;

/// Per algorithm the mean over the data sets of its rank, 1 the best; equal ones share the mean of theirs.
std::vector<double> mean_ranks_of(const CostTable& costs);

/// Friedman's test whether the algorithms' ranks differ at all, with correction for ties, and what Iman and
/// Davenport make of it, which is less conservative.
struct FriedmanTest {
  double chi_squared = 0, p = 0;
  double f = 0, f_p = 0;  ///< infinite where every data set ranks alike
};
FriedmanTest friedman(const CostTable& costs);
/// The same from mean ranks over so many data sets; `ties`: Σ (t³ − t) over all groups of t equal ones.
FriedmanTest friedman(std::span<const double> mean_ranks, std::size_t data_sets, double ties = 0);

/// Nemenyi's: mean ranks further apart than this differ at level `alpha`. Needs two algorithms.
double critical_difference(std::size_t algorithms, std::size_t data_sets, double alpha = 0.05);

/// Nemenyi's p of two mean ranks that are `distance` apart.
double nemenyi_p(double distance, std::size_t algorithms, std::size_t data_sets);

/// The longest runs of neighbours, first and last of each in the order of the (rising) ranks, that are not
/// further apart than `critical`; of two or more.
std::vector<std::pair<std::size_t, std::size_t>> not_told_apart(std::span<const double> rising_ranks,
                                                                double critical);

/// The mean of the middle half: a quarter of the values, rounded down, is left out at either end, of three
/// none (Agarwal et al. 2021, Deep RL at the Edge of the Statistical Precipice).
double interquartile_mean(std::vector<double> values);

/// Per algorithm and each of `limits` the share of the data sets on which it needs at most so many times as
/// much as the best of them (Dolan & Moré 2002). A cost that is not finite is one that was never reached.
std::vector<std::vector<double>> performance_profile(const CostTable& costs, std::span<const double> limits);

/// The area below a performance profile from 1 to `most`, by its width: 1 for the best on every data set.
std::vector<double> profile_scores(const CostTable& costs, double most = 4);

}  // namespace runner
