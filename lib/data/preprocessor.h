#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "data/dataset.h"
#include "model/transform.h"
#include "spec/component.h"
#include "spec/error_sink.h"

namespace runner {

/// The samples that a preprocessor learns from, with the features that are chosen for it.
struct FeatureRows {
  const FeatureColumns& columns;
  std::span<const double> values;  ///< rows × columns, row by row

  std::size_t width() const { return columns.size(); }
  std::size_t rows() const { return values.size() / columns.size(); }
};

/// What is done to the features of a data set. What it learns from the training part it gives as numbers, and
/// makes of these what is done to every part: the same way for training and for whoever uses the model later.
/// Names and formulas are scikit-learn's.
struct PreprocessorConfig {
  static constexpr std::string_view kind = "preprocessor";
  static constexpr std::string_view plural = "preprocessors";
  virtual ~PreprocessorConfig() = default;

  /// Whether it is for whole pictures, so that there are no features to choose from.
  static constexpr bool is_for_pictures = false;

  /// The features that are changed; a column of categories by its name means all that became of it. None:
  /// all.
  std::optional<std::vector<std::string>> columns;

  /// Whether it is for categories as they were read. Any other gets them as features of 0 and 1.
  virtual bool takes_categories() const { return false; }

  /// Which values it takes, for messages: "numbers above 0"; empty: all finite ones.
  virtual std::string_view accepted() const { return {}; }
  virtual bool accepts(double /*value*/) const { return true; }

  /// What is learnt. Nothing after an error.
  virtual std::optional<FittedArrays> fit(const FeatureRows& /*train*/, ErrorSink& /*sink*/) const {
    return FittedArrays();
  }
  /// What is done to features of these columns, which were those of `fit`. Null: nothing. Throws
  /// std::runtime_error where the arrays are not what `fit` gives for such columns.
  virtual std::unique_ptr<Transform> transform(const FittedArrays& /*fitted*/,
                                               const FeatureColumns& /*features*/) const {
    return nullptr;
  }
  /// Before that: changes the training part alone.
  virtual void change_training(Dataset& /*train*/, ErrorSink& /*sink*/) const {}

  /// A preprocessor that overrides `change_training` changes no features.
  template <class C>
  static void add_common_fields(Spec<C>& spec) {
    if constexpr (!C::is_for_pictures && std::is_same_v<decltype(&C::change_training),
                                                        decltype(&PreprocessorConfig::change_training)>) {
      spec.field(
              "columns", &PreprocessorConfig::columns,
              "The features that are changed, by name; a column of categories means all that becomes of it. "
              "By default all.")
          .since(2);
    }
  }
};

}  // namespace runner
