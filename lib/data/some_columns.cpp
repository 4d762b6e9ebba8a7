#include "data/some_columns.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace runner {

namespace {

/// Changes some of the features. New ones stand where the first of them stood, unless each has its own place.
class SomeColumns final : public Transform {
 public:
  SomeColumns(FeatureColumns columns, ChosenColumns chosen, std::unique_ptr<Transform> transform)
      : width_(columns.size()), chosen_(std::move(chosen)), transform_(std::move(transform)) {
    const FeatureColumns made = transform_->columns();
    made_ = made.size();
    for (std::size_t i = 0, next = 0; i < width_; ++i) {
      const bool is_chosen = next < chosen_.size() && chosen_[next] == i;
      if (!is_chosen) {
        from_.push_back(i);
        columns_.push_back(columns[i]);
        continue;
      }
      const std::size_t first = made_ == chosen_.size() ? next : 0;
      const std::size_t end = made_ == chosen_.size() ? next + 1 : next == 0 ? made_ : 0;
      for (std::size_t k = first; k < end; ++k) {
        from_.push_back(width_ + k);
        columns_.push_back(made[k]);
      }
      ++next;
    }
  }

  FeatureColumns columns() const override { return columns_; }

  bool can_invert() const override { return made_ == chosen_.size() && transform_->can_invert(); }
  void invert(std::span<const double> in, std::span<double> out) const override {
    std::ranges::copy(in, out.begin());
    // A step of a training goes through here, and has no memory to ask for.
    std::array<double, 32> few;
    std::vector<double> many(chosen_.size() > few.size() ? chosen_.size() : 0);
    const std::span<double> some = many.empty() ? std::span(few).first(chosen_.size()) : std::span(many);
    for (std::size_t begin = 0; begin < out.size(); begin += width_) {
      for (std::size_t k = 0; k < chosen_.size(); ++k) some[k] = out[begin + chosen_[k]];
      transform_->invert(some, some);
      for (std::size_t k = 0; k < chosen_.size(); ++k) out[begin + chosen_[k]] = some[k];
    }
  }

  void apply(std::span<const double> in, std::span<double> out) const override {
    std::vector<double> row(width_ + made_), some(chosen_.size());
    for (std::size_t begin = 0, to = 0; begin < in.size(); begin += width_, to += from_.size()) {
      std::ranges::copy(in.subspan(begin, width_), row.begin());
      for (std::size_t k = 0; k < chosen_.size(); ++k) some[k] = row[chosen_[k]];
      transform_->apply(some, std::span(row).subspan(width_));
      for (std::size_t k = 0; k < from_.size(); ++k) out[to + k] = row[from_[k]];
    }
  }

 private:
  std::size_t width_, made_ = 0;
  ChosenColumns chosen_;
  std::unique_ptr<Transform> transform_;
  std::vector<std::size_t> from_;  // of each feature: its place in a row followed by what was made of it
  FeatureColumns columns_;
};

}  // namespace

std::unique_ptr<Transform> transform_of_some(const FeatureColumns& columns, ChosenColumns chosen,
                                             std::unique_ptr<Transform> transform) {
  return std::make_unique<SomeColumns>(columns, std::move(chosen), std::move(transform));
}

}  // namespace runner
