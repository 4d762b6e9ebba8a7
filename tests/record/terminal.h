#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

/// A terminal, and what was written to it.
class Terminal {
 public:
  explicit Terminal(unsigned short columns = 60) : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
    ::grantpt(master_);
    ::unlockpt(master_);
    out_.reset(std::fopen(::ptsname(master_), "w"));
    resize(columns);
  }
  ~Terminal() { ::close(master_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  std::FILE* out() const { return out_.get(); }
  void resize(unsigned short columns) const {
    const winsize size{24, columns, 0, 0};
    ::ioctl(master_, TIOCSWINSZ, &size);
  }
  /// All of it, though a busy machine brings lines late.
  std::string shown() const {
    constexpr int patience = 50;  // milliseconds
    std::string text;
    char block[4096];
    for (pollfd ready{master_, POLLIN, 0}; ::poll(&ready, 1, patience) == 1;) {
      const ssize_t got = ::read(master_, block, sizeof block);
      if (got <= 0) break;
      text.append(block, static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  int master_;
  File out_;
};

/// What a live view writes that stands at its first line.
inline std::string drawn(const std::vector<std::string>& lines) {
  std::string text = "\r\x1b[?7l";
  for (std::size_t i = 0; i < lines.size(); ++i)
    text += lines[i] + (i + 1 < lines.size() ? "\x1b[K\r\n" : "\x1b[J\x1b[?7h");
  return text;
}
