#include "output.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace runner {

namespace {

int first_error = 0;  // of writing to standard output

void note_error() {
  if (first_error == 0) first_error = errno;
}

}  // namespace

void prepare_streams() {
  ::signal(SIGPIPE, SIG_IGN);
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest that is free is this one. Where there is no /dev, a folder takes its place.
    if (::open("/dev/null", O_RDWR) < 0) ::open("/", O_RDONLY);
  }
}

void write_output(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) note_error();
}

void write_error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::size_t output_width() {
  constexpr std::size_t elsewhere = 100;
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : elsewhere;
}

int finish_output() {
  if (std::fflush(stdout) != 0) note_error();
  return first_error;
}

}  // namespace runner
