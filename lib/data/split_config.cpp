#include <cmath>

#include "base/choice.h"
#include "data/split_methods.h"
#include "spec/spec.h"

namespace runner {
namespace {

bool is_whole_or_fraction(double part) {
  return part < 1 || part == std::floor(part);
}

}  // namespace

std::int64_t SplitConfig::folds() const {
  if (is_repeated(method)) return n_splits * n_repeats;
  return is_k_fold(method) || is_shuffle_split(method) ? n_splits : 0;
}

std::vector<std::string_view> unused_keys(const SplitConfig& config) {
  if (config.folds() == 0) return {"n_splits", "n_repeats", "fold"};
  if (!is_repeated(config.method)) return {"n_repeats"};
  return {};
}

Spec<SplitConfig> SplitConfig::spec() {
  using C = SplitConfig;
  const std::string message = "from 1 on this is a number of rows, and has to be whole";
  constexpr double most = 200'000;  // no sweep has more runs
  return Spec<C>("split", "The rows held back for validation and test, as train_test_split chooses them.")
      .source("sklearn.model_selection.train_test_split; the test part is split off first")
      .field("validation", &C::validation,
             "Below 1 a fraction of all rows, rounded up; else a number of rows.", at_least(0))
      .field("test", &C::test, "Below 1 a fraction of all rows, rounded up; else a number of rows.",
             at_least(0))
      .field(
          "method", &C::method,
          "Whose rows: scikit-learn's, or those of torch.utils.data.random_split(data, [train, validation, "
          "test]) with a generator seeded by random_state, which rounds down; or, of time, the last ones. "
          "The "
          "folds of cross-validation (sklearn.model_selection.KFold and so on) are held out for validation "
          "one "
          "after the other, each in a run of its own.")
      .field(
          "shuffle", &C::shuffle,
          "Without it the last rows are held back: test last, validation before it; folds are of rows that "
          "stand together.")
      .field(
          "stratify", &C::stratify,
          "Keep the shares of the classes; by default where the target is a class and rows are shuffled. Of "
          "folds their method says so, and this is about the test part.")
      .field("random_state", &C::random_state, "Decides which rows; the seed of the training plays no part.",
             closed(0, 4294967295.0))
      .field("n_splits", &C::n_splits, "How many folds there are, of shuffle_split how many draws.",
             closed(1, most))
      .since(2)
      .field("n_repeats", &C::n_repeats, "How often the repeated kinds divide the rows anew.",
             closed(1, most))
      .since(2)
      .field("fold", &C::fold,
             "The fold that is held out, counted from 0; by default each in its turn, in a run of its own.",
             at_least(0))
      .since(2)
      .field("group", &C::group,
             "The column whose equal values stay on one side, as GroupShuffleSplit and GroupKFold have it; "
             "parts are then counted in groups.")
      .since(2)
      .field("column", &C::column,
             "The column that says of each row in which part it is: train, validation (or val) or test.")
      .since(2)
      .check("validation", message, [](const C& c) { return is_whole_or_fraction(c.validation); })
      .check("test", message, [](const C& c) { return is_whole_or_fraction(c.test); })
      .check("stratify", "a stratified split has to shuffle",
             [](const C& c) { return shuffles(c) || !c.stratify.value_or(false); })
      .check("method", "random_split always shuffles, and never regards classes",
             [](const C& c) {
               return c.method != SplitMethod::random_split || (c.shuffle && !c.stratify.value_or(false));
             })
      .check("shuffle", "the repeated kinds and shuffle_split always shuffle",
             [](const C& c) { return c.shuffle || !(is_repeated(c.method) || is_shuffle_split(c.method)); })
      .check(
          "stratify",
          "this method has no regard to classes; stratified_kfold and stratified_shuffle_split have",
          [](const C& c) { return !c.stratify.value_or(false) || c.folds() == 0 || is_stratified(c.method); })
      .check("validation", "each of the n_splits folds is the validation part in its turn; leave this out",
             [](const C& c) { return c.validation == 0 || !is_k_fold(c.method); })
      .check("method",
             "shuffle_split draws a validation part n_splits times; say how large it is: 'validation: 0.1'",
             [](const C& c) { return c.validation > 0 || !is_shuffle_split(c.method); })
      .check("n_splits", "at least one part is for training and one for validation: n_splits is 2 or more",
             [](const C& c) { return c.n_splits > 1 || !is_k_fold(c.method); })
      .check("fold",
             "folds are counted from 0 to n_splits - 1, of the repeated kinds to n_splits * n_repeats - 1; "
             "write fold: 0",
             [](const C& c) { return !c.fold || c.folds() == 0 || *c.fold < c.folds(); })
      .check("method", "group_kfold needs the column whose groups it keeps together; write group: NAME",
             [](const C& c) { return c.group || c.method != SplitMethod::group_kfold; })
      .check("group",
             "this method does not keep groups together; train_test_split, shuffle_split and group_kfold do",
             [](const C& c) { return !c.group || takes_groups(c.method); })
      .check("test",
             "with 'shuffle: false' the last rows are the test part, whatever their groups; leave it out",
             [](const C& c) { return c.method != SplitMethod::group_kfold || c.shuffle || c.test == 0; })
      .check("group",
             "groups are drawn whatever their classes and wherever they stand: leave 'stratify: true' "
             "and 'shuffle: false' out",
             [](const C& c) {
               return !c.group || c.method == SplitMethod::group_kfold ||
                      (c.shuffle && !c.stratify.value_or(false));
             });
}

}  // namespace runner
