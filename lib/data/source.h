#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "data/augmentation.h"
#include "data/data_files.h"
#include "data/dataset.h"
#include "data/preprocessor.h"
#include "data/split.h"
#include "model/fitted_data.h"
#include "spec/component.h"
#include "spec/error_sink.h"

namespace runner {

/// In the place of a target: the sample itself, as the network is given it.
enum class InputTarget { input };
constexpr auto choice_names(InputTarget) {
  return std::array<std::string_view, 1>{"input"};
}

/// Where data comes from: a file, the YAML itself, or a generator. With its split and preprocessing.
struct DataConfig {
  static constexpr std::string_view kind = "data";
  static constexpr std::string_view plural = "data sources";
  virtual ~DataConfig() = default;

  SplitConfig split;
  std::vector<Component<PreprocessorConfig>> preprocess;
  std::vector<Component<PreprocessorConfig>> target_preprocess;
  std::vector<Component<AugmentationConfig>> augment;
  std::optional<InputTarget> target;  ///< a source with a `target` of its own hides it

  /// Whether a sample's target is the sample itself, as in an autoencoder.
  virtual bool target_is_input() const { return target.has_value(); }

  /// Reads or makes all rows. Nothing after an error; mistakes inside a data file go to `diagnostics` with
  /// their place in that file. Its own files it takes from `files`.
  virtual std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                                      DataFiles& files) const = 0;

  /// Whether its samples are pictures of bytes: it does the `picture_steps` as it reads.
  virtual bool gives_pictures() const { return false; }
  /// Whether a network that takes features gets its pictures as rows of their pixels (plan/network_input.h).
  virtual bool may_be_flat() const { return false; }

  /// The files whose content decides the data: parameter name and path. Where it may be a folder, that stands
  /// for all that is in it.
  struct File {
    std::string_view parameter;
    std::filesystem::path path;
    bool may_be_folder = false;
  };
  /// None where the options alone decide the data; with them a run is known again.
  virtual std::vector<File> files() const { return {}; }

  /// What fills in the missing cells of the source. Null: it leaves none.
  virtual std::shared_ptr<const PreprocessorConfig> imputer() const { return nullptr; }

  /// The feature that is no feature, but weighs samples.
  virtual std::optional<std::string> weights_column() const { return std::nullopt; }
  static constexpr std::string_view sample_weight_help =
      "A column that is no feature but says how much a sample counts, a number at least 0: in the loss (Σ "
      "w·l / "
      "Σ w) and in the metrics that take weights.";

  template <class C>
  static void add_common_fields(Spec<C>& spec) {
    spec.field("split", &DataConfig::split, "The parts held back for validation and test.");
    spec.field("preprocess", &DataConfig::preprocess, "Applied in order; fitted on the training part alone.");
    spec.field("target_preprocess", &DataConfig::target_preprocess,
               "Done to a target of numbers in order, fitted on the training part: the loss is of what comes "
               "out, "
               "metrics and predictions are in the target's own units.")
        .since(2);
    spec.field("augment", &DataConfig::augment,
               "Done in order to the samples of the training part, anew each time that one comes into a "
               "mini-batch; evaluations see them as they are.")
        .since(2);
    if constexpr (std::is_same_v<decltype(C::target), std::optional<InputTarget>>) {
      spec.field("target", &DataConfig::target,
                 "input: the target of a sample is the sample itself after `preprocess`, value by value, as "
                 "autoencoders have it; labels are not read. By default what the source has.")
          .since(2);
    }
  }
};

struct PreparedData {
  DataParts parts;
  FittedData fitted;
  std::string read;  ///< what was read, for people; empty where there is no file
};

/// The rows of a source that is divided into folds: the next fold has them again.
struct LoadedRows {
  std::string source;  ///< of which; empty: nothing is kept
  Dataset rows;
};

/// Load and split: the rows as they are read, before any step is done to them. Otherwise as `prepare_data`.
std::optional<DataParts> load_parts(const Component<DataConfig>& data, TargetKind wanted, DataFiles& files,
                                    Diagnostics& diagnostics);

/// Load, split, preprocess. What is `wanted` is of no account where the target is the input. Nothing after an
/// error, which is reported at the data component's place. Rows of folds are kept in `loaded`, and taken from
/// there.
std::optional<PreparedData> prepare_data(const Component<DataConfig>& data, TargetKind wanted,
                                         DataFiles& files, Diagnostics& diagnostics,
                                         LoadedRows* loaded = nullptr);

}  // namespace runner
