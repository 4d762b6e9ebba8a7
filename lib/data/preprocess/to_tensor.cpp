#include "data/preprocess/to_tensor.h"

#include "spec/registration.h"

namespace runner {

Spec<ToTensorConfig> ToTensorConfig::spec() {
  return Spec<ToTensorConfig>(
             "ToTensor",
             "Bytes become numbers from 0 to 1, in the run's dtype. Sources of pictures do it "
             "anyway, so that this may be left out.")
      .source("torchvision.transforms.ToTensor with the dtype as torch's default")
      .formula("x' = x / 255");
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, ToTensorConfig>();

}  // namespace runner
