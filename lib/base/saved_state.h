#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/state.h"

namespace runner {

/// All that a run remembered when it was left, as a checkpoint has it.
class SavedState {
 public:
  struct Tensor {
    ElementType type;
    std::vector<std::byte> bytes;
  };

  void add(std::string name, Tensor tensor) { tensors_.insert_or_assign(std::move(name), std::move(tensor)); }

  /// Copies every tensor to where it belongs. False, and nothing is changed, unless each view finds its own:
  /// the same name, type and size, and values in the view's range.
  bool put_back(std::span<const StateView> views) const;

  double seconds = 0;  ///< that the run had taken

 private:
  std::map<std::string, Tensor, std::less<>> tensors_;
};

}  // namespace runner
