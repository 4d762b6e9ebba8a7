#pragma once

#include "spec/words.h"

namespace runner {

/// The words of Keras, scikit-learn, PyTorch, Lightning, Ludwig, Hydra, Weights & Biases and their users.
Words words();

}  // namespace runner
