#pragma once

#include "base/choice.h"
#include "train/observer.h"

namespace runner {

/// How many runs ended in which way.
using StatusCounts = ChoiceCounts<Status>;

/// True where the run says what its configuration leads to, and need not be trained again.
constexpr bool is_result(Status status) {
  return status != Status::failed && status != Status::interrupted;
}

}  // namespace runner
