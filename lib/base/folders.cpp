#include "base/folders.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace runner {

namespace {

struct Close {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, Close>;

/// The next entry but for the folder itself and the one around it; null at the end, or where errno says why.
const dirent* next_entry(DIR* folder) {
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(folder);
    if (entry == nullptr) return nullptr;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return entry;
  }
}

void remove_at(int parent, const char* name) noexcept {
  if (::unlinkat(parent, name, 0) == 0 || (errno != EISDIR && errno != EPERM)) return;
  const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return;
  const OpenFolder folder(::fdopendir(fd));
  if (!folder) {
    ::close(fd);
    return;
  }
  while (const dirent* entry = next_entry(folder.get())) remove_at(fd, entry->d_name);
  ::unlinkat(parent, name, AT_REMOVEDIR);
}

}  // namespace

std::vector<std::string> names_in(const std::filesystem::path& folder, int& error) {
  std::vector<std::string> names;
  const OpenFolder open(::opendir(folder.c_str()));
  if (open) {
    while (const dirent* entry = next_entry(open.get())) names.emplace_back(entry->d_name);
  }
  error = errno;
  return names;
}

void remove_whole(const std::filesystem::path& path) noexcept {
  remove_at(AT_FDCWD, path.c_str());
}

}  // namespace runner
