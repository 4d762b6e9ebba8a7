#include "data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include "base/random.h"
#include "spec/spec.h"

// The rows are those that train_test_split and random_split choose for the same seed, so splits are made by
// their steps, with NumPy's and PyTorch's generators, even where a shorter way would be as fair:
// stratification rounds twice and shuffles at the end, and fractions are rounded up for one and down for the
// other.

namespace runner {

namespace {

using Rows = std::vector<std::int64_t>;

std::size_t size(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

/// A part's number of rows.
std::int64_t count_of(double part, std::int64_t rows, double (*round)(double)) {
  if (part < 1) return static_cast<std::int64_t>(round(part * static_cast<double>(rows)));
  return part > static_cast<double>(rows) ? rows : static_cast<std::int64_t>(part);
}

struct HeldBack {
  std::int64_t validation, test;
};

/// random_split rounds all fractions down and gives what is left to one part after the other, the training
/// part first: where two rows are left, the validation part has the second.
HeldBack torch_counts(const SplitConfig& config, std::int64_t rows) {
  constexpr double digits = 1e12;  // 1 - 0.15 - 0.15 is to be the 0.7 that a script has
  const double left = std::round((1 - config.validation - config.test) * digits) / digits;
  HeldBack held{count_of(config.validation, rows, std::floor), count_of(config.test, rows, std::floor)};
  const bool fractions = config.validation > 0 && config.validation < 1 && config.test > 0 && config.test < 1;
  const auto train = static_cast<std::int64_t>(std::floor(left * static_cast<double>(rows)));
  if (fractions && rows - train - held.validation - held.test > 1) ++held.validation;
  return held;
}

HeldBack counts_of(const SplitConfig& config, std::int64_t rows) {
  if (config.method == SplitMethod::random_split) return torch_counts(config, rows);
  return {count_of(config.validation, rows, std::ceil), count_of(config.test, rows, std::ceil)};
}

/// torch.utils.data.random_split(data, …, generator=torch.Generator().manual_seed(random_state)).
SplitRows torch_split(const SplitConfig& config, std::int64_t rows, const HeldBack& held) {
  const Rows order = Generator(static_cast<std::uint64_t>(config.random_state)).permutation(rows);
  const auto validation = order.end() - held.validation - held.test, test = order.end() - held.test;
  return {{order.begin(), validation}, {validation, test}, {test, order.end()}};
}

bool is_whole_or_fraction(double part) {
  return part < 1 || part == std::floor(part);
}

/// The part that is held back, and what is left.
struct Halves {
  Rows left, held;
};

/// How many of `draws` rows fall to each class, in proportion to `counts`: sklearn.utils.extmath's
/// _approximate_mode. What rounding down leaves goes to the largest remainders; ties are broken by drawing.
Rows proportional(const Rows& counts, std::int64_t draws, NumpyRandom& random) {
  const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  Rows shares;
  std::vector<double> remainders;
  for (const std::int64_t count : counts) {
    const double exact = static_cast<double>(count) / total * static_cast<double>(draws);
    shares.push_back(static_cast<std::int64_t>(std::floor(exact)));
    remainders.push_back(exact - std::floor(exact));
  }
  std::vector<double> values = remainders;
  std::sort(values.begin(), values.end(), std::greater<>());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::int64_t missing = draws - std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
  for (const double value : values) {
    if (missing <= 0) break;
    Rows tied;
    for (std::size_t i = 0; i < remainders.size(); ++i) {
      if (remainders[i] == value) tied.push_back(static_cast<std::int64_t>(i));
    }
    const Rows order = random.permutation(static_cast<std::int64_t>(tied.size()));
    const auto added = std::min(missing, static_cast<std::int64_t>(tied.size()));
    for (std::int64_t i = 0; i < added; ++i) ++shares[size(tied[size(order[size(i)])])];
    missing -= added;
  }
  return shares;
}

/// sklearn.model_selection.ShuffleSplit with one split.
Halves split_shuffled(const Rows& rows, std::int64_t held, NumpyRandom& random) {
  // A large table leaves little room for lists of its rows: the order becomes one of the halves.
  Rows order = random.permutation(static_cast<std::int64_t>(rows.size()));
  for (std::int64_t& place : order) place = rows[size(place)];
  Halves halves{{}, {order.begin(), order.begin() + held}};
  order.erase(order.begin(), order.begin() + held);
  halves.left = std::move(order);
  return halves;
}

/// sklearn.model_selection.StratifiedShuffleSplit with one split; `members` are the rows of each class.
Halves split_stratified(std::vector<Rows> members, std::int64_t left, std::int64_t held,
                        NumpyRandom& random) {
  Rows counts;
  for (const Rows& rows : members) counts.push_back(static_cast<std::int64_t>(rows.size()));
  const Rows to_left = proportional(counts, left, random);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] -= to_left[i];
  const Rows to_held = proportional(counts, held, random);

  Halves halves;
  halves.left.reserve(size(left));
  halves.held.reserve(size(held));
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Rows order = random.permutation(static_cast<std::int64_t>(members[i].size()));
    const auto take = [&](std::int64_t first, std::int64_t count, Rows& part) {
      for (std::int64_t j = first; j < first + count; ++j) part.push_back(members[i][size(order[size(j)])]);
    };
    take(0, to_left[i], halves.left);
    take(to_left[i], to_held[i], halves.held);
    members[i] = {};
  }
  random.shuffle(halves.left);
  random.shuffle(halves.held);
  return halves;
}

/// One `train_test_split`, with what it needs to know of the whole.
class Splitter {
 public:
  Splitter(const SplitConfig& config, const Dataset& data, ErrorSink& sink)
      : config_(config), data_(data), sink_(sink) {
    const bool is_class = !data.class_names.empty();
    stratify_ = config.stratify.value_or(is_class && config.shuffle);
  }

  /// Holds `count` of the rows back for the part of that name.
  std::optional<Halves> split(Rows rows, std::int64_t count, const std::string& part) const {
    if (count == 0) return Halves{std::move(rows), {}};
    const std::int64_t left = static_cast<std::int64_t>(rows.size()) - count;
    if (!config_.shuffle)
      return Halves{{rows.begin(), rows.begin() + left}, {rows.begin() + left, rows.end()}};
    NumpyRandom random(static_cast<std::uint32_t>(config_.random_state));
    if (!stratify_) return split_shuffled(rows, count, random);
    std::vector<Rows> members = rows_by_class(rows);
    rows = {};
    if (!can_stratify(members, left, count, part)) return std::nullopt;
    return split_stratified(std::move(members), left, count, random);
  }

 private:
  /// Classes that have no row here play no part.
  std::vector<Rows> rows_by_class(const Rows& rows) const {
    std::map<std::int64_t, Rows> by_class;  // below 0 there may be a loss's ignore_index
    std::map<std::int64_t, std::size_t> counts;
    for (const std::int64_t row : rows) ++counts[class_of(row)];
    for (const auto& [index, count] : counts) by_class[index].reserve(count);
    for (const std::int64_t row : rows) by_class[class_of(row)].push_back(row);
    std::vector<Rows> members;
    for (auto& [index, its] : by_class) members.push_back(std::move(its));
    return members;
  }

  std::int64_t class_of(std::int64_t row) const {
    // Of two classes as values the second is 1, the first 0 or -1.
    return data_.classes.empty() ? std::int64_t{data_.targets[size(row)] > 0} : data_.classes[size(row)];
  }

  std::string class_name(std::int64_t index) const {
    return index < 0 ? std::to_string(index) : data_.class_names[size(index)];
  }

  bool can_stratify(const std::vector<Rows>& members, std::int64_t left, std::int64_t held,
                    const std::string& part) const {
    const auto refuse = [&](const std::string& reason) {
      sink_.error("split." + part, reason + "; 'stratify: false' splits without regard to classes");
      return false;
    };
    for (const Rows& rows : members) {
      if (rows.size() > 1) continue;
      return refuse(fmt::format("class '{}' has a single row left, which can't be on both sides of a split",
                                class_name(class_of(rows.front()))));
    }
    if (std::min(left, held) >= static_cast<std::int64_t>(members.size())) return true;
    return refuse(
        fmt::format("{} of {} rows held back can't leave a row of each of the {} classes on both sides", held,
                    left + held, members.size()));
  }

  const SplitConfig& config_;
  const Dataset& data_;
  ErrorSink& sink_;
  bool stratify_ = false;
};

bool check_sizes(std::int64_t validation, std::int64_t test, const Dataset& data, ErrorSink& sink) {
  if (validation + test < data.rows) return true;
  sink.error("split", fmt::format("no row is left for training: the data has {}, validation takes {} and "
                                  "test {}",
                                  data.rows, validation, test));
  return false;
}

}  // namespace

Spec<SplitConfig> SplitConfig::spec() {
  using C = SplitConfig;
  const std::string message = "from 1 on this is a number of rows, and has to be whole";
  return Spec<C>("split", "The rows held back for validation and test, as train_test_split chooses them.")
      .source("sklearn.model_selection.train_test_split; the test part is split off first")
      .field("validation", &C::validation,
             "Below 1 a fraction of all rows, rounded up; else a number of rows.", at_least(0))
      .field("test", &C::test, "Below 1 a fraction of all rows, rounded up; else a number of rows.",
             at_least(0))
      .field(
          "method", &C::method,
          "Whose rows: scikit-learn's, or those of torch.utils.data.random_split(data, [train, validation, "
          "test]) with a generator seeded by random_state, which rounds down.")
      .field("shuffle", &C::shuffle,
             "Without it the last rows are held back: test last, validation before it.")
      .field("stratify", &C::stratify,
             "Keep the shares of the classes; by default where the target is a class and rows are shuffled.")
      .field("random_state", &C::random_state, "Decides which rows; the seed of the training plays no part.",
             closed(0, 4294967295.0))
      .check("validation", message, [](const C& c) { return is_whole_or_fraction(c.validation); })
      .check("test", message, [](const C& c) { return is_whole_or_fraction(c.test); })
      .check("stratify", "a stratified split has to shuffle",
             [](const C& c) { return c.shuffle || !c.stratify.value_or(false); })
      .check("method", "random_split always shuffles, and never regards classes", [](const C& c) {
        return c.method != SplitMethod::random_split || (c.shuffle && !c.stratify.value_or(false));
      });
}

std::optional<SplitRows> split_rows(const SplitConfig& config, const Dataset& data, ErrorSink& sink) {
  const HeldBack held = counts_of(config, data.rows);
  if (!check_sizes(held.validation, held.test, data, sink)) return std::nullopt;
  if (config.method == SplitMethod::random_split) return torch_split(config, data.rows, held);
  if (config.stratify.value_or(false) && data.class_names.empty()) {
    sink.error("split.stratify", "the target is no class, so there is nothing to stratify by");
    return std::nullopt;
  }
  Rows all(size(data.rows));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  const Splitter splitter(config, data, sink);
  auto first = splitter.split(std::move(all), held.test, "test");
  if (!first) return std::nullopt;
  auto second = splitter.split(std::move(first->left), held.validation, "validation");
  if (!second) return std::nullopt;
  return SplitRows{std::move(second->left), std::move(second->held), std::move(first->held)};
}

}  // namespace runner
