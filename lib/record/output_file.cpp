#include "record/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/owner_lock.h"

namespace runner {

OutputFile::OutputFile(std::filesystem::path path, std::filesystem::path shown)
    : path_(std::move(path)),
      shown_(shown.empty() ? path_ : std::move(shown)),
      fd_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (fd_ < 0) fail(errno);
}

OutputFile::~OutputFile() {
  if (fd_ >= 0) ::close(fd_);
}

void OutputFile::fail(int error) const {
  throw std::runtime_error(
      fmt::format("cannot write '{}': {}", shown_.string(), std::generic_category().message(error)));
}

bool OutputFile::own() {
  return runner::own(fd_);
}

void OutputFile::write(std::string_view bytes) {
  const std::string_view all = bytes;
  const std::int64_t end = size_ + static_cast<std::int64_t>(bytes.size());
  for (std::int64_t at = size_; at < end;) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      // Half a row must not stay: a reader could take it for a whole one.
      std::error_code ignored;
      std::filesystem::resize_file(path_, static_cast<std::uintmax_t>(size_), ignored);
      fail(error);
    }
    at += written;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  size_ = end;
  hash_.add(all);
}

void OutputFile::sync() {
  if (::fsync(fd_) != 0) fail(errno);
}

void OutputFile::close(bool sync) {
  const int fd = std::exchange(fd_, -1);
  const int sync_error = sync && ::fsync(fd) != 0 ? errno : 0;
  // Some file systems say only here that they are full.
  const int close_error = ::close(fd) != 0 ? errno : 0;
  if (sync_error != 0) fail(sync_error);
  if (close_error != 0) fail(close_error);
}

std::string write_output_file(const std::filesystem::path& path, std::string_view content, bool sync) {
  OutputFile file(path);
  file.write(content);
  file.close(sync);
  return file.hash();
}

}  // namespace runner
