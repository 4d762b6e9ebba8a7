#include "launch/share.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

namespace runner {

namespace {

/// When the last run ends, if a run begins whenever one of `share.jobs` is free.
double time_of(const Share& share, std::span<const TrainingCost> configurations,
               std::span<const std::size_t> runs) {
  std::vector<double> costs;
  costs.reserve(configurations.size());
  for (const TrainingCost& cost : configurations) costs.push_back(cost.nanoseconds(share.threads));
  std::priority_queue<double, std::vector<double>, std::greater<>> ends(
      std::greater<>(), std::vector<double>(static_cast<std::size_t>(share.jobs)));
  double last = 0;
  for (const std::size_t run : runs) {
    const double end = ends.top() + costs[run];
    ends.pop();
    ends.push(end);
    last = std::max(last, end);
  }
  return last;
}

/// What is worth comparing, most runs at once first. Runs at once that leave each the same number of threads
/// are compared with one thread and with all of those.
std::vector<Share> choices(int most_jobs, int most_threads, int processors, const Share& asked) {
  const auto jobs_beside = [&](int threads) {
    return std::min(most_jobs, asked.jobs > 0 ? asked.jobs : std::max(1, processors / threads));
  };
  if (asked.threads > 0) return {{jobs_beside(asked.threads), asked.threads}};
  std::vector<Share> found = {{jobs_beside(1), 1}};
  for (int threads = 2; threads <= std::min(most_threads, processors); ++threads) {
    const int jobs = jobs_beside(threads);
    if (jobs * threads > processors) break;
    if (found.size() > 1 && found.back().jobs == jobs) found.pop_back();
    found.push_back({jobs, threads});
  }
  return found;
}

}  // namespace

Share share_processors(std::span<const TrainingCost> configurations, std::span<const std::size_t> runs,
                       int processors, const Share& asked) {
  int most_threads = 1;
  for (const TrainingCost& cost : configurations) most_threads = std::max(most_threads, cost.most_threads());
  const int most_jobs = static_cast<int>(std::clamp<std::size_t>(runs.size(), 1, 1024));
  Share best;
  double shortest = std::numeric_limits<double>::infinity();
  for (const Share& share : choices(most_jobs, most_threads, processors, asked)) {
    const double time = time_of(share, configurations, runs);
    if (time >= shortest) continue;
    shortest = time;
    best = share;
  }
  return best;
}

std::string share_text(const Share& share) {
  return fmt::format("{} {} at once, {} thread{} each", share.jobs, share.jobs == 1 ? "run" : "runs",
                     share.threads, share.threads == 1 ? "" : "s");
}

}  // namespace runner
