#pragma once

#include <functional>

namespace runner {

/// Does the work in a process of its own, for a library that is not trusted to fail in good order. Throws
/// what the work throws, by its text, as std::bad_alloc, Interrupted or std::runtime_error; and the last
/// where the process was ended or the library printed an error. What the work changes in memory is lost.
void in_own_process(const std::function<void()>& work);

}  // namespace runner
