#pragma once

#include <vector>

namespace runner {

/// The centers of sklearn.cluster.KMeans(n_clusters, init=centers, n_init=1) of numbers, in order. There are
/// at least as many numbers as centers. Where several centers get no number at once, which of the farthest
/// numbers becomes which of them is not said there; here it is the farthest first.
std::vector<double> k_means(std::vector<double> values, std::vector<double> centers);

}  // namespace runner
