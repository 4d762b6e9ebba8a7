#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "config/yaml.h"
#include "data/augment/random_flip.h"
#include "data/preprocess/center_crop.h"
#include "data/preprocess/grayscale.h"
#include "data/preprocess/k_bins_discretizer.h"
#include "data/preprocess/log1p.h"
#include "data/preprocess/max_abs_scaler.h"
#include "data/preprocess/min_max_scaler.h"
#include "data/preprocess/normalize.h"
#include "data/preprocess/normalizer.h"
#include "data/preprocess/ordinal_encoder.h"
#include "data/preprocess/outliers.h"
#include "data/preprocess/pca.h"
#include "data/preprocess/polynomial_features.h"
#include "data/preprocess/power_transformer.h"
#include "data/preprocess/quantile_transformer.h"
#include "data/preprocess/resize.h"
#include "data/preprocess/robust_scaler.h"
#include "data/preprocess/simple_imputer.h"
#include "data/preprocess/standard_scaler.h"
#include "data/preprocess/to_tensor.h"
#include "data/source.h"
#include "data/sources/cifar.h"
#include "data/sources/csv.h"
#include "data/sources/fashion_mnist.h"
#include "data/sources/idx.h"
#include "data/sources/image_folder.h"
#include "data/sources/inline_data.h"
#include "data/sources/make_blobs.h"
#include "data/sources/make_circles.h"
#include "data/sources/make_classification.h"
#include "data/sources/make_friedman.h"
#include "data/sources/make_moons.h"
#include "data/sources/make_regression.h"
#include "data/sources/npy.h"
#include "spec/registry.h"

namespace runner {

/// Every data component, as the program registers them.
inline const Registries& data_registries() {
  static const Registries registries = [] {
    Registries all;
    auto& data = all.add<DataConfig>();
    data.add<CsvConfig>();
    data.add<IdxConfig>();
    data.add<NpyConfig>();
    data.add<NpzConfig>();
    data.add<InlineConfig>();
    data.add<MakeMoonsConfig>();
    data.add<MakeCirclesConfig>();
    data.add<MakeBlobsConfig>();
    data.add<MakeRegressionConfig>();
    data.add<MakeClassificationConfig>();
    data.add<MakeFriedman1Config>();
    data.add<MakeFriedman2Config>();
    data.add<MakeFriedman3Config>();
    data.add<FashionMnistConfig>();
    data.add<CifarConfig>();
    data.add<ImageFolderConfig>();
    auto& preprocessors = all.add<PreprocessorConfig>();
    preprocessors.add<StandardScalerConfig>();
    preprocessors.add<MinMaxScalerConfig>();
    preprocessors.add<RobustScalerConfig>();
    preprocessors.add<MaxAbsScalerConfig>();
    preprocessors.add<NormalizerConfig>();
    preprocessors.add<PowerTransformerConfig>();
    preprocessors.add<QuantileTransformerConfig>();
    preprocessors.add<Log1pConfig>();
    preprocessors.add<PolynomialFeaturesConfig>();
    preprocessors.add<KBinsDiscretizerConfig>();
    preprocessors.add<OrdinalEncoderConfig>();
    preprocessors.add<PCAConfig>();
    preprocessors.add<OutliersConfig>();
    preprocessors.add<ResizeConfig>();
    preprocessors.add<CenterCropConfig>();
    preprocessors.add<GrayscaleConfig>();
    preprocessors.add<ToTensorConfig>();
    preprocessors.add<NormalizeConfig>();
    auto& augmentations = all.add<AugmentationConfig>();
    augmentations.add<RandomHorizontalFlipConfig>();
    augmentations.add<RandomVerticalFlipConfig>();
    return all;
  }();
  return registries;
}

/// What a data section comes to: its parts, or the messages, each after `[token]` that the caret would show,
/// or after `file:line:column:` of a data file.
struct Prepared {
  std::optional<DataParts> parts;
  FittedData fitted;
  std::shared_ptr<const DataConfig> config;
  std::string messages;
};

inline std::vector<std::string> names_of(const FeatureColumns& columns) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : columns) names.push_back(column.name);
  return names;
}

/// Reads `data: YAML` of a file in `folder`.
inline Prepared prepare(const std::string& yaml, TargetKind wanted = TargetKind::values,
                        const std::filesystem::path& folder = "") {
  Diagnostics diagnostics;
  const auto source = std::make_shared<Source>(Source{"test.yaml", "data: " + yaml, folder});
  const auto root = parse_yaml(source, diagnostics);
  Component<DataConfig> component;
  BindContext context{diagnostics, data_registries()};
  Prepared prepared;
  if (root && root->find("data") &&
      data_registries().of<DataConfig>().bind(Cursor(Cursor(*root), "data", *root->find("data")), context,
                                              component)) {
    DataFiles files;
    if (auto found = prepare_data(component, wanted, files, diagnostics)) {
      prepared.parts = std::move(found->parts);
      prepared.config = component.config;
      prepared.fitted = std::move(found->fitted);
    }
  }
  for (const Diagnostic& found : diagnostics.sorted()) {
    const Place& place = found.place;
    if (place.source == source) {
      const auto column = static_cast<std::size_t>(place.column - 1),
                 length = static_cast<std::size_t>(place.length);
      prepared.messages.append("[").append(source->text, column, length).append("] ");
    } else {
      prepared.messages +=
          place.source->name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
    }
    prepared.messages += found.message + "\n";
  }
  return prepared;
}

/// A folder of its own for a test's files, gone at the end.
class TestFolder {
 public:
  TestFolder() : path_(std::filesystem::temp_directory_path() / private_name()) {
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
  }

 private:
  std::filesystem::path path_;
};

/// A data section over files that are there for it; their folder is cut from the messages.
inline Prepared prepare_files(const std::string& yaml, const std::map<std::string, std::string>& files,
                              TargetKind wanted = TargetKind::values) {
  const TestFolder folder;
  for (const auto& [name, content] : files) folder.write(name, content);
  Prepared prepared = prepare(yaml, wanted, folder.path());
  const std::string prefix = folder.path().string() + "/";
  for (std::size_t at; (at = prepared.messages.find(prefix)) != std::string::npos;) {
    prepared.messages.erase(at, prefix.size());
  }
  return prepared;
}

/// `options` of a csv section that reads `content`.
inline Prepared prepare_csv(const std::string& content, TargetKind wanted = TargetKind::values,
                            const std::string& options = "", const std::string& name = "t.csv") {
  return prepare_files("{type: csv, path: " + name + options + "}", {{name, content}}, wanted);
}

inline std::string source_folder() {
  const char* folder = std::getenv("RUNNER_SOURCE_DIR");
  return folder == nullptr ? "." : folder;
}

}  // namespace runner
