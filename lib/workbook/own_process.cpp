// What the process has to say goes through a pipe that is its standard error: libraries print there, too.
#include "workbook/own_process.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "base/stop.h"

namespace runner {
namespace {

enum Ending : int { went_well, threw, lacked_memory, was_interrupted };

/// What the library prints may stand before it.
constexpr char before_reason = '\0';

[[noreturn]] void fail_with(int error) {
  throw std::runtime_error(std::generic_category().message(error));
}

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

Ending ending_of(const std::function<void()>& work) noexcept {
  try {
    work();
    return went_well;
  } catch (const Interrupted&) {
    return was_interrupted;
  } catch (const std::bad_alloc&) {
    return lacked_memory;
  } catch (const std::exception& error) {
    write_all(std::string(1, before_reason) + error.what());
    return threw;
  }
}

/// Until nobody can write to it any more.
std::string read_all(int fd) {
  constexpr std::size_t most = 1U << 16U;  // of what is kept
  std::string text;
  std::array<char, 4096> block;
  while (true) {
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    if (text.size() < most) text.append(block.data(), static_cast<std::size_t>(got));
  }
}

int status_of(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) fail_with(errno);
  }
  return status;
}

void tell_ending(int status, const std::string& said) {
  if (WIFSIGNALED(status)) {
    throw std::runtime_error(fmt::format(
        "the process that writes it was ended by signal {}: not enough memory?", WTERMSIG(status)));
  }
  switch (WEXITSTATUS(status)) {
    case lacked_memory:
      throw std::bad_alloc();
    case was_interrupted:
      throw Interrupted();
    case threw:
      throw std::runtime_error(said.substr(said.rfind(before_reason) + 1));
    default:
      break;
  }
  if (said.find("Memory allocation failed") != std::string::npos) throw std::bad_alloc();
  if (said.starts_with("[ERROR]")) throw std::runtime_error(said.substr(0, said.find('\n')));
}

}  // namespace

void in_own_process(const std::function<void()>& work) {
  std::array<int, 2> ends;
  if (::pipe(ends.data()) != 0) fail_with(errno);
  const pid_t self = ::getpid();
  const pid_t process = ::fork();
  const int error = errno;
  if (process == 0) {
    // Else it lives on for a while when this one is killed, and its file would pass for one that is being
    // written.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != self) ::_exit(threw);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    if (ends[1] != STDERR_FILENO) ::close(ends[1]);
    ::_exit(ending_of(work));
  }
  ::close(ends[1]);
  std::string said;
  if (process > 0) {
    try {
      said = read_all(ends[0]);
    } catch (const std::bad_alloc&) {  // the process is waited for, whatever it says
    }
  }
  ::close(ends[0]);
  // Where no more processes are allowed this one does it: the library may then end it, if memory runs out.
  if (process < 0 && error == EAGAIN) return work();
  if (process < 0) fail_with(error);
  tell_ending(status_of(process), said);
}

}  // namespace runner
