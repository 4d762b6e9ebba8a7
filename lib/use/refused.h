#pragma once

#include <stdexcept>

namespace runner {

/// What was asked for can't be had, as a message for whoever asked; trouble of the machine is another error.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace runner
