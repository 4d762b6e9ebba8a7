#include "base/stop.h"

#include <signal.h>
#include <unistd.h>

namespace runner {

namespace {

static_assert(std::atomic<bool>::is_always_lock_free, "a signal's handler may touch no lock");

// Beside `stop_asked`, which may be taken back when the work that it ended is over.
std::atomic<bool> signal_came{false};

thread_local int to_finish = 0;

extern "C" void take_signal(int number) {
  if (!signal_came.exchange(true)) {
    stop_asked = true;
    return;
  }
  constexpr int exit_by_signal = 128;
  if (::getpid() == 1) ::_exit(exit_by_signal + number);
  ::signal(number, SIG_DFL);
  ::raise(number);  // comes when this handler has returned
}

}  // namespace

void give_up() {
  if (to_finish == 0) throw Interrupted();
}

FinishFirst::FinishFirst() noexcept {
  ++to_finish;
}

FinishFirst::~FinishFirst() {
  --to_finish;
}

void stop_at_signals() {
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction action{};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = take_signal;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(number, &action, nullptr);
  }
}

}  // namespace runner
