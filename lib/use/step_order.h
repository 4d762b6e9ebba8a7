#pragma once

#include <memory>
#include <string>

#include "config/node.h"
#include "data/preprocess/picture_step.h"
#include "use/trained_model.h"

namespace runner {

/// Walks through the steps that were fitted beside those that the file names.
class StepOrder {
 public:
  explicit StepOrder(const TrainedModel& model)
      : data_(*model.config.data.config), imputer_(data_.imputer()), at_(picture_steps(data_).size()) {}

  struct Found {
    const PreprocessorConfig* config;
    Node options;
  };
  Found next(const std::string& type);

 private:
  const DataConfig& data_;
  std::shared_ptr<const PreprocessorConfig> imputer_;
  std::size_t at_;  // behind what was done as pictures were read
};

}  // namespace runner
