#include "base/owner_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.h"

namespace runner {
namespace {

struct flock whole_file(short type) {
  struct flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

LockOwner take_lock(int fd) {
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(fd, F_OFD_SETLK, &lock) == 0) return LockOwner::gone;
  return errno == EAGAIN || errno == EACCES ? LockOwner::living : LockOwner::unknown;
}

}  // namespace

bool own(int fd) {
  if (take_lock(fd) == LockOwner::living) return false;
  struct stat status{};
  return ::fstat(fd, &status) != 0 || status.st_nlink > 0;
}

Claim::Claim(const std::filesystem::path& file) : fd_(::open(file.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)) {
  if (fd_ >= 0) {
    owner_ = take_lock(fd_);
    return;
  }
  const int code = errno;
  const FileError error = reading_error(file, code);
  if (error.trouble() != FileTrouble::forbidden && code != EROFS) throw error;
}

Claim::~Claim() {
  if (fd_ >= 0) ::close(fd_);
}

Claim& Claim::operator=(Claim&& other) noexcept {
  std::swap(owner_, other.owner_);
  std::swap(fd_, other.fd_);
  return *this;
}

LockOwner owner_of(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    const FileError error = reading_error(file, errno);
    if (error.trouble() == FileTrouble::forbidden) return LockOwner::unknown;
    throw error;
  }
  struct flock lock = whole_file(F_WRLCK);
  const bool known = ::fcntl(fd, F_OFD_GETLK, &lock) == 0;
  ::close(fd);
  if (!known) return LockOwner::unknown;
  return lock.l_type == F_UNLCK ? LockOwner::gone : LockOwner::living;
}

}  // namespace runner
