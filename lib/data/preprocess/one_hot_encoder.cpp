#include "data/preprocess/one_hot_encoder.h"

#include <algorithm>
#include <cassert>

namespace runner {

namespace {

class OneHot final : public Transform {
 public:
  explicit OneHot(FeatureColumns columns) : from_(std::move(columns)) {
    for (const FeatureColumn& column : from_) {
      if (column.categories.empty()) to_.push_back(column);
      for (const std::string& category : column.categories) to_.push_back({column.name + "=" + category});
    }
  }

  FeatureColumns columns() const override { return to_; }

  void apply(std::span<const double> in, std::span<double> out) const override {
    std::size_t at = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
      const std::size_t categories = from_[i % from_.size()].categories.size();
      if (categories == 0) {
        out[at++] = in[i];
        continue;
      }
      const auto category = static_cast<std::size_t>(in[i]);
      assert(category < categories);
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), categories, 0.0);
      out[at + category] = 1;
      at += categories;
    }
  }

 private:
  FeatureColumns from_, to_;
};

}  // namespace

std::unique_ptr<Transform> OneHotEncoderConfig::transform(const FittedArrays& /*fitted*/,
                                                          const FeatureColumns& features) const {
  const bool any =
      std::ranges::any_of(features, [](const auto& column) { return !column.categories.empty(); });
  return any ? std::make_unique<OneHot>(features) : nullptr;
}

}  // namespace runner
