#pragma once

#include <atomic>
#include <exception>

namespace runner {

/// True once the program was asked to end its work in good order. Everything that takes long looks at it:
/// training after each step, and within those that are long; what reads, makes, hashes or writes much.
inline std::atomic<bool> stop_asked{false};

/// Work was given up because the program was asked to stop. No std::runtime_error: nothing went wrong.
class Interrupted final : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

void give_up();  ///< throws Interrupted, unless the thread has something to finish first

/// While there is one, its thread is not stopped: what is half written is of no use to anybody.
class FinishFirst {
 public:
  FinishFirst() noexcept;
  ~FinishFirst();
  FinishFirst(const FinishFirst&) = delete;
  FinishFirst& operator=(const FinishFirst&) = delete;
};

/// For loops that take long. Throws Interrupted where the program was asked to stop.
inline void look_at_stop() {
  if (stop_asked.load(std::memory_order_relaxed)) [[unlikely]]
    give_up();
}

/// From now on the first SIGINT or SIGTERM sets `stop_asked`, and a second one ends the program at once, also
/// where it is process 1, whom the kernel lets ignore it. A signal that was ignored when the program began
/// stays ignored.
void stop_at_signals();

}  // namespace runner
