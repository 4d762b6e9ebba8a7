#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "metric/column.h"
#include "use/trained_model.h"

namespace runner {

/// A picture's size: `channels` of `height` rows of `width` values, in this order.
struct PictureSize {
  Index channels = 1, height = 1, width = 1;
  Index values() const { return channels * height * width; }
  bool operator==(const PictureSize&) const = default;
};

/// A shape [C, H, W] or [H, W]; nothing for another one.
std::optional<PictureSize> picture_size(const Shape& shape);

/// The weights that look at the picture itself, one picture for each output.
struct FirstFilters {
  std::string tensor;     ///< "0.weight"
  std::string layer;      ///< "Conv2d"
  bool is_dense = false;  ///< each sees the whole picture
  PictureSize size;       ///< of each
  Index count = 0;
  std::vector<double> values;  ///< count × size
};

/// What one layer gives for a sample, in evaluation.
struct FeatureMaps {
  std::size_t layer = 0;  ///< its number in the network
  std::string type;
  PictureSize size;
  std::vector<double> values;
};

/// A sample with what is said of it.
struct SeenSample {
  std::int64_t row = 0;  ///< of the source, from 1, as predictions.csv counts
  Part part = Part::none;
  std::vector<double> values;              ///< as the source has them where these are a picture
  std::string target, prediction;          ///< classes; empty where there are none
  std::optional<double> probability = {};  ///< of the prediction
};

/// Those of a part of the data that are classified wrongly.
struct Mistakes {
  Part part = Part::none;
  Index rows = 0;                 ///< of the part, those with a class
  Index count = 0;                ///< of them that are wrong
  std::vector<SeenSample> worst;  ///< the wrong ones of which the network is most certain, they first
};

/// What a network that takes pictures sees.
struct Sight {
  PictureSize size;   ///< of a sample as the network takes it
  PictureSize drawn;  ///< and of one as it is shown
  std::optional<FirstFilters> filters;
  std::optional<SeenSample> sample;
  std::vector<FeatureMaps> maps;     ///< of `sample`, of each layer that gives pictures
  std::optional<Mistakes> mistakes;  ///< where classes are predicted, and rows have some
};

/// What is looked at.
struct SightOptions {
  Weights weights = Weights::last;
  std::optional<std::int64_t> row;  ///< the sample with this number; by default the first that was held back
  std::size_t most_mistakes = 24;
  int threads = 1;
};

/// Rows as their source gives them, and what part of the data they are.
struct SightRows {
  Part part = Part::none;
  Dataset rows;
};

/// The rows that the run was trained on and evaluated with, read again: those held back first (validation,
/// test), then the training part. Throws Refused where its data can't be read now, with why.
std::vector<SightRows> rows_of_run(const TrainedModel& model);

/// Looks at filters, at one sample, and at the mistakes in the first part that has rows. Throws Refused where
/// the network takes no pictures, or there is no such row.
Sight look_at(const TrainedModel& model, const std::vector<SightRows>& parts, const SightOptions& options);

}  // namespace runner
