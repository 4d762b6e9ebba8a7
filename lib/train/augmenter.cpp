#include "train/augmenter.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/component_error_sink.h"

namespace runner {

template <class T>
Augmenter<T>::Augmenter(const std::vector<Component<AugmentationConfig>>& steps, const Shape& sample,
                        Index outputs, Index max_rows)
    : outputs_(outputs) {
  for (const auto& step : steps) {
    Steps& of_stage = step->stage() == AugmentationStage::pixels       ? pixels_
                      : step->stage() == AugmentationStage::normalized ? normalized_
                                                                       : batch_;
    of_stage.push_back(step->template make<T>(sample));
  }
  if (!mixes()) return;
  shares_ = Buffer<T>(max_rows * outputs);
  spare_ = Buffer<T>(std::max(size_of(sample), outputs));
}

template <class T>
void Augmenter<T>::mix(Matrix<T> samples, const std::int32_t* classes, Generator& generator) {
  if (!mixes()) return;
  const Matrix<T> shares{shares_.data(), samples.rows, outputs_};
  std::ranges::fill(shares.span(), T(0));
  for (Index i = 0; i < samples.rows; ++i)
    if (classes[i] >= 0) shares.row(i)[classes[i]] = 1;  // a loss ignores those below 0
  for (const auto& step : batch_) step->mix({samples, shares, spare_.data()}, generator);
}

template class Augmenter<float>;
template class Augmenter<double>;

namespace {

/// Before the last step, where that is one that is done late.
bool pixels_in_unit_interval(const ExperimentConfig& config, const DataFacts& data) {
  const auto& steps = config.data->preprocess;
  return data.unit_interval || (!steps.empty() && steps.back().type == "Normalize");
}

void check_mixing(const ExperimentConfig& config, const Component<AugmentationConfig>& step, const Fit& fit,
                  ErrorSink& sink) {
  if (!fit.target.is_class) {
    sink.error("", fmt::format("{} mixes classes, but the target of {} is no class; CrossEntropyLoss takes "
                               "classes",
                               step.type, config.loss.type));
  } else if (const auto reason = config.loss->why_no_shares(); !reason.empty()) {
    sink.error("", fmt::format("{} gives the loss probabilities of classes, but {} {}", step.type,
                               config.loss.type, reason));
  } else if (fit.target.weighted) {
    sink.error("", fmt::format("{} mixes samples, which then have no weights of their own; leave it or "
                               "data.sample_weight out",
                               step.type));
  }
}

}  // namespace

void check_augmentations(const ExperimentConfig& config, const Fit& fit, const DataFacts& data,
                         Diagnostics& diagnostics) {
  const Component<AugmentationConfig>* latest = nullptr;
  for (const auto& step : config.data->augment) {
    ComponentErrorSink sink(step, diagnostics);
    step->check(data.sample_shape, sink);
    if (step->takes_unit_interval() && !pixels_in_unit_interval(config, data)) {
      sink.error("",
                 fmt::format("{} takes pixels in [0, 1] and would cut off what is above or below, but the "
                             "training part has others; give idx 'scale: 255', or 'preprocess' ToTensor "
                             "and no other scaler but Normalize",
                             step.type));
    }
    if (step->stage() == AugmentationStage::batch) check_mixing(config, step, fit, sink);
    if (latest && (*latest)->stage() > step->stage()) {
      sink.error("", fmt::format("{} is done before {}, {}; write it before that", step.type, latest->type,
                                 (*latest)->stage() == AugmentationStage::batch
                                     ? "which takes a whole mini-batch"
                                     : "which comes behind the last step of preprocess"));
    } else {
      latest = &step;
    }
  }
}

}  // namespace runner
