#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

namespace runner {

// What a process makes under a private name is its own as long as it holds a lock on it: of a file on that
// file, of a folder on a file inside. The kernel releases the lock when the process ends, however it ends,
// whatever its number, host or container is. These are open-file-description locks (fcntl); NFS passes them
// to the server (version 4, or 3 with lockd).

/// Behind a private name: whoever made it holds a lock, or is gone.
inline constexpr std::string_view locked_ending = ".locked";

/// Takes the lock on a file that is open for writing; it is held until the last copy of the descriptor is
/// closed. False where another process was faster, or has removed the file meanwhile: then it is not ours.
/// True also where the file system knows no locks.
bool own(int fd);

enum class LockOwner {
  living,
  gone,
  unknown  ///< the file system knows no locks, or they may not be asked for
};

/// A file that another process has left, locked for this one while it lives.
class Claim {
 public:
  /// Tries to take the file over. Throws FileError where it can't be opened, an absent one included.
  explicit Claim(const std::filesystem::path& file);
  ~Claim();
  Claim(Claim&& other) noexcept : owner_(other.owner_), fd_(std::exchange(other.fd_, -1)) {}
  Claim& operator=(Claim&& other) noexcept;
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  LockOwner owner() const { return owner_; }

 private:
  LockOwner owner_ = LockOwner::unknown;
  int fd_;
};

/// Who holds the lock, without taking it. Throws FileError where the file can't be opened.
LockOwner owner_of(const std::filesystem::path& file);

}  // namespace runner
