#include "data/preprocess/picture_step.h"

#include "data/source.h"

namespace runner {

std::vector<std::shared_ptr<const PictureStepConfig>> picture_steps(const DataConfig& data) {
  std::vector<std::shared_ptr<const PictureStepConfig>> steps;
  if (!data.gives_pictures()) return steps;
  for (const Component<PreprocessorConfig>& component : data.preprocess) {
    auto step = std::dynamic_pointer_cast<const PictureStepConfig>(component.config);
    if (!step || (!steps.empty() && steps.back()->ends_bytes())) break;
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace runner
