#include "data/sources/make_blobs.h"

#include "data/sources/generated.h"
#include "spec/registration.h"

namespace runner {

namespace {

using Points = std::vector<std::vector<double>>;

const Points* given_centers(const MakeBlobsConfig& config) {
  return std::get_if<Points>(&config.centers);
}

double center_count(const MakeBlobsConfig& config) {
  const Points* given = given_centers(config);
  return given ? static_cast<double>(given->size()) : static_cast<double>(std::get<0>(config.centers));
}

bool has_centers(const MakeBlobsConfig& config) {
  return center_count(config) >= 1;
}

bool has_equal_widths(const MakeBlobsConfig& config) {
  const Points* given = given_centers(config);
  if (!given || given->empty()) return true;
  for (const auto& center : *given) {
    if (center.empty() || center.size() != given->front().size()) return false;
  }
  return true;
}

bool has_std_per_center(const MakeBlobsConfig& config) {
  const auto* stds = std::get_if<std::vector<double>>(&config.cluster_std);
  return !stds || static_cast<double>(stds->size()) == center_count(config);
}

bool is_moderate(const MakeBlobsConfig& config) {
  const double width = static_cast<double>(config.n_features);
  return (static_cast<double>(config.n_samples) + center_count(config)) * width <= most_generated_values;
}

Points drawn_centers(const MakeBlobsConfig& config, NumpyRandom& random) {
  if (const Points* given = given_centers(config)) return *given;
  Points centers(static_cast<std::size_t>(std::get<0>(config.centers)));
  for (auto& center : centers) {
    for (std::int64_t i = 0; i < config.n_features; ++i) {
      center.push_back(random.uniform(config.center_box[0], config.center_box[1]));
    }
  }
  return centers;
}

}  // namespace

Spec<MakeBlobsConfig> MakeBlobsConfig::spec() {
  using C = MakeBlobsConfig;
  return Spec<C>("make_blobs", "A round Gaussian cloud of points for each class.")
      .source("sklearn.datasets.make_blobs")
      .field("n_samples", &C::n_samples, "Number of rows, shared out equally.", closed(1, 1e8))
      .field("n_features", &C::n_features, "Dimensions, unless the centres are given.", closed(1, 1e6))
      .field("centers", &C::centers, "How many centres are drawn, or a list of them.")
      .field("cluster_std", &C::cluster_std, "Standard deviation of the clouds, or of each.", at_least(0))
      .field("center_box", &C::center_box, "Lowest and highest coordinate of drawn centres.")
      .field("shuffle", &C::shuffle, "Permute the rows; without it they come class by class.")
      .field("random_state", &C::random_state, "Decides all that is drawn.", closed(0, 4294967295.0))
      .check("centers", "expected at least one centre", has_centers)
      .check("centers", "the centres have different numbers of coordinates", has_equal_widths)
      .check("cluster_std", "expected one number, or one for each centre", has_std_per_center)
      .check("center_box", "the first value is above the second",
             [](const C& c) { return c.center_box[0] <= c.center_box[1]; })
      .check("n_samples", "rows × features are more than a billion values",
             [](const C& c) { return is_moderate(c); });
}

std::optional<Dataset> MakeBlobsConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                             DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  const Points points = drawn_centers(*this, random);
  const auto count = static_cast<std::int64_t>(points.size());
  const auto* stds = std::get_if<std::vector<double>>(&cluster_std);
  Generated made = room_for(n_samples, static_cast<Index>(points.front().size()));
  for (std::size_t label = 0; label < points.size(); ++label) {
    const double std = stds ? (*stds)[label] : std::get<double>(cluster_std);
    const bool one_more = static_cast<std::int64_t>(label) < n_samples % count;
    const std::int64_t rows = n_samples / count + (one_more ? 1 : 0);
    for (std::int64_t row = 0; row < rows; ++row) {
      for (const double coordinate : points[label]) made.features.push_back(random.normal(coordinate, std));
      made.targets.push_back(static_cast<double>(label));
    }
  }
  if (shuffle) shuffle_rows(made, random);
  return to_dataset(std::move(made), wanted, sink);
}

template Registration<DataConfig> registration<DataConfig, MakeBlobsConfig>();

}  // namespace runner
