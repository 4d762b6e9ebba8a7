#include "data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/choice.h"
#include "base/random.h"
#include "data/k_fold.h"
#include "data/shuffle_split.h"
#include "data/split_methods.h"
#include "spec/spec.h"

// The rows are those that scikit-learn's splitters and random_split choose for the same seed, so splits are
// made by their steps, with NumPy's and PyTorch's generators, even where a shorter way would be as fair:
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

/// Of rows or, where they stay together, of groups.
HeldBack counts_of(const SplitConfig& config, std::int64_t all) {
  if (config.method == SplitMethod::random_split) return torch_counts(config, all);
  return {count_of(config.validation, all, std::ceil), count_of(config.test, all, std::ceil)};
}

/// torch.utils.data.random_split(data, …, generator=torch.Generator().manual_seed(random_state)).
SplitRows torch_split(const SplitConfig& config, const Rows& rows, const HeldBack& held) {
  Rows order(rows.size());
  Generator(static_cast<std::uint64_t>(config.random_state)).permutation(order);
  for (std::int64_t& place : order) place = rows[size(place)];
  const auto validation = order.end() - held.validation - held.test, test = order.end() - held.test;
  return {{order.begin(), validation}, {validation, test}, {test, order.end()}};
}

std::int64_t count_different(const Rows& rows, const Rows& group_of) {
  std::set<std::int64_t> different;
  for (const std::int64_t row : rows) different.insert(group_of[size(row)]);
  return static_cast<std::int64_t>(different.size());
}

/// Splits a part off what there is, with what it needs to know of the whole.
class Splitter {
 public:
  Splitter(const SplitConfig& config, const Dataset& data, ErrorSink& sink)
      : config_(config), data_(data), sink_(sink) {
    const bool is_class = !data.class_names.empty();
    stratify_ = config.stratify.value_or(is_class && shuffles(config) && !config.group);
  }

  /// As train_test_split holds `count` of the rows (or groups) back for the part of that name.
  std::optional<Halves> split(Rows rows, std::int64_t count, const std::string& part) const {
    if (count == 0) return Halves{std::move(rows), {}};
    if (!shuffles(config_)) {
      const std::int64_t left = static_cast<std::int64_t>(rows.size()) - count;
      return Halves{{rows.begin(), rows.begin() + left}, {rows.begin() + left, rows.end()}};
    }
    return draw(rows, count, 0, stratify_, part);
  }

  /// The fold that is held out, `count` of the rows where the method leaves that open.
  std::optional<Halves> hold_out(const Rows& rows, std::int64_t count) const {
    const std::int64_t fold = config_.fold.value_or(0);
    if (is_shuffle_split(config_.method))
      return draw(rows, count, fold, is_stratified(config_.method), "validation");
    if (!can_fold(rows)) return std::nullopt;
    const Rows folds = folds_of(rows, fold / config_.n_splits);
    Halves halves;
    for (std::size_t i = 0; i < rows.size(); ++i)
      (folds[i] == fold % config_.n_splits ? halves.held : halves.left).push_back(rows[i]);
    return halves;
  }

 private:
  /// What a generator draws at last that has drawn `before` times.
  std::optional<Halves> draw(const Rows& rows, std::int64_t count, std::int64_t before, bool stratify,
                             const std::string& part) const {
    const std::int64_t left = static_cast<std::int64_t>(rows.size()) - count;
    const std::vector<Rows> members = stratify ? rows_by_class(rows) : std::vector<Rows>();
    if (stratify && !can_stratify(members, left, count, part)) return std::nullopt;
    NumpyRandom random(static_cast<std::uint32_t>(config_.random_state));
    Halves halves;
    for (std::int64_t i = 0; i <= before; ++i) {
      halves = config_.group ? group_shuffle_split(rows, data_.groups, count, random)
               : stratify    ? stratified_shuffle_split(members, left, count, random)
                             : shuffle_split(rows, count, random);
    }
    return halves;
  }

  /// Per row the fold that has it, of the repeat of that number.
  Rows folds_of(const Rows& rows, std::int64_t repeat) const {
    NumpyRandom random(static_cast<std::uint32_t>(config_.random_state));
    NumpyRandom* drawing = config_.shuffle ? &random : nullptr;
    Rows labels, folds;
    if (config_.method == SplitMethod::group_kfold)
      for (const std::int64_t row : rows) labels.push_back(data_.groups[size(row)]);
    if (is_stratified(config_.method))
      for (const std::int64_t row : rows) labels.push_back(class_of(row));
    for (std::int64_t i = 0; i <= repeat; ++i) {
      folds = config_.method == SplitMethod::group_kfold ? group_k_fold(labels, config_.n_splits, drawing)
              : is_stratified(config_.method)
                  ? stratified_k_fold(labels, config_.n_splits, drawing)
                  : k_fold(static_cast<std::int64_t>(rows.size()), config_.n_splits, drawing);
    }
    return folds;
  }

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

  std::string class_name(std::int64_t row) const {
    const std::int64_t index = class_of(row);
    return index < 0 ? std::to_string(index) : data_.class_names[size(index)];
  }

  bool can_stratify(const std::vector<Rows>& members, std::int64_t left, std::int64_t held,
                    const std::string& part) const {
    const auto refuse = [&](const std::string& reason) {
      sink_.error("split." + part, reason +
                                       (is_stratified(config_.method) && part == "validation"
                                            ? "; 'method: shuffle_split' splits"
                                            : "; 'stratify: false' splits") +
                                       " without regard to classes");
      return false;
    };
    constexpr std::int64_t many = 20, least_rows_each = 5;  // beyond, it is rather a measure than a class
    for (const Rows& rows : members) {
      if (rows.size() > 1) continue;
      const auto classes = static_cast<std::int64_t>(members.size());
      if (classes > many && classes * least_rows_each > data_.rows && !data_.target_names.empty()) {
        sink_.error("target",
                    fmt::format("column '{}', the target, has {} classes in {} rows, some in a single "
                                "one; write target: NAME for another column, or loss: MSELoss where "
                                "it is a number",
                                data_.target_names.front(), classes, data_.rows));
        return false;
      }
      return refuse(fmt::format("class '{}' has a single row left, which can't be on both sides of a split",
                                class_name(rows.front())));
    }
    if (std::min(left, held) >= static_cast<std::int64_t>(members.size())) return true;
    return refuse(
        fmt::format("{} of {} rows held back can't leave a row of each of the {} classes on both sides", held,
                    left + held, members.size()));
  }

  bool refuse_folds(const std::string& reason) const {
    sink_.error("split.n_splits", reason);
    return false;
  }

  bool can_fold(const Rows& rows) const {
    const std::int64_t k = config_.n_splits;
    if (k > static_cast<std::int64_t>(rows.size())) {
      return refuse_folds(
          fmt::format("there are {} rows for {} folds; write n_splits: {}", rows.size(), k, rows.size()));
    }
    if (config_.method == SplitMethod::group_kfold) {
      const std::int64_t groups = count_different(rows, data_.groups);
      if (k <= groups) return true;
      return refuse_folds(fmt::format("column '{}' has {} group{} for {} folds; write n_splits: {}",
                                      *config_.group, groups, groups == 1 ? "" : "s", k, groups));
    }
    return !is_stratified(config_.method) || has_members(rows_by_class(rows));
  }

  /// As scikit-learn has it: a class may be missing from some folds, but not every class.
  bool has_members(const std::vector<Rows>& members) const {
    const auto by_size = [](const Rows& a, const Rows& b) { return a.size() < b.size(); };
    const auto [least, most] = std::minmax_element(members.begin(), members.end(), by_size);
    const auto k = size(config_.n_splits);
    if (k > most->size()) {
      return refuse_folds(
          fmt::format("no class has more than {} row{}, which is less than n_splits: {}; it "
                      "can be {} at most, or 'method: kfold' splits without regard to classes",
                      most->size(), most->size() == 1 ? "" : "s", k, most->size()));
    }
    if (k > least->size()) {
      sink_.warning("split.n_splits",
                    fmt::format("class '{}' has {} row{}, which is less than n_splits: {}; some folds have "
                                "none of it",
                                class_name(least->front()), least->size(), least->size() == 1 ? "" : "s", k));
    }
    return true;
  }

  const SplitConfig& config_;
  const Dataset& data_;
  ErrorSink& sink_;
  bool stratify_ = false;
};

/// `unit`: "row", or "group" where they stay together; `all` of them there are.
bool check_sizes(const HeldBack& held, std::int64_t all, std::string_view unit, ErrorSink& sink) {
  if (held.validation + held.test < all) return true;
  sink.error("split", fmt::format("no {} is left for training: the data has {}, validation takes {} and "
                                  "test {}",
                                  unit, all, held.validation, held.test));
  return false;
}

bool check_target(const SplitConfig& config, const Dataset& data, ErrorSink& sink) {
  if (!data.class_names.empty()) return true;
  if (config.stratify.value_or(false)) {
    sink.error("split.stratify", "the target is no class, so there is nothing to stratify by");
    return false;
  }
  if (!is_stratified(config.method)) return true;
  const std::string method(choice_name(config.method));
  std::string other = method;
  sink.error("split.method", fmt::format("the target is no class, so there is nothing to stratify by; '{}' "
                                         "splits without regard to it",
                                         other.erase(other.find("stratified_"), 11)));
  return false;
}

bool has_columns(const SplitConfig& config, const Dataset& data, ErrorSink& sink) {
  bool good = true;
  const auto need = [&](std::string_view key, bool is_there) {
    if (is_there) return;
    good = false;
    sink.error(key, "this source has no columns that could be named; csv has");
  };
  if (config.group) need("split.group", !data.groups.empty());
  if (config.column) need("split.column", !data.given.empty());
  return good;
}

/// The rows that are given to a part, and as `train` those that are to be divided.
SplitRows given_rows(const Dataset& data) {
  SplitRows given;
  for (std::int64_t row = 0; row < data.rows; ++row) {
    const GivenPart part = data.given.empty() ? GivenPart::none : data.given[size(row)];
    Rows& rows = part == GivenPart::validation ? given.validation
                 : part == GivenPart::test     ? given.test
                                               : given.train;
    rows.push_back(row);
  }
  return given;
}

/// A part is given, or it is taken of the rows.
bool check_given(const SplitConfig& config, const SplitRows& given, ErrorSink& sink) {
  bool good = true;
  const auto refuse = [&](std::string_view key, std::string message) {
    good = false;
    sink.error(key, std::move(message));
  };
  if (!given.validation.empty() && config.folds() > 0)
    refuse("split.method", "there is a validation part already: of folds each is it in its turn");
  if (!given.validation.empty() && config.validation > 0)
    refuse("split.validation", "there is a validation part already; leave one of both out");
  if (!given.test.empty() && config.test > 0)
    refuse("split.test", "there is a test part already; leave one of both out");
  return good;
}

SplitRows with_given(SplitRows rows, SplitRows given) {
  if (!given.validation.empty()) rows.validation = std::move(given.validation);
  if (!given.test.empty()) rows.test = std::move(given.test);
  return rows;
}

}  // namespace

std::optional<SplitRows> split_rows(const SplitConfig& config, const Dataset& data, ErrorSink& sink) {
  if (!has_columns(config, data, sink)) return std::nullopt;
  SplitRows given = given_rows(data);
  if (!check_given(config, given, sink)) return std::nullopt;
  Rows pool = std::move(given.train);
  const auto rows = static_cast<std::int64_t>(pool.size());
  const std::int64_t units = config.group ? count_different(pool, data.groups) : rows;
  const HeldBack held = counts_of(config, units);
  if (!check_sizes(held, units, config.group ? "group" : "row", sink)) return std::nullopt;
  if (config.method == SplitMethod::random_split)
    return with_given(torch_split(config, pool, held), std::move(given));
  if (!check_target(config, data, sink)) return std::nullopt;
  const Splitter splitter(config, data, sink);
  auto first = splitter.split(std::move(pool), held.test, "test");
  if (!first) return std::nullopt;
  auto second = config.folds() > 0 ? splitter.hold_out(first->left, held.validation)
                                   : splitter.split(std::move(first->left), held.validation, "validation");
  if (!second) return std::nullopt;
  return with_given({std::move(second->left), std::move(second->held), std::move(first->held)},
                    std::move(given));
}

}  // namespace runner
