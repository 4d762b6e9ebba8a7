#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <functional>
#include <memory>
#include <new>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/folders.h"
#include "base/memory.h"
#include "base/owner_lock.h"
#include "base/stop.h"

namespace runner {
namespace {

constexpr std::size_t block_size = 1U << 16U;

[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path, std::string_view reason) {
  throw std::runtime_error(fmt::format("cannot {} '{}': {}", what, path.string(), reason));
}

std::string system_reason(int error) {
  return std::generic_category().message(error);
}

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view reason) {
  throw FileError(fmt::format("cannot read '{}': {}", path.string(), reason), FileTrouble::unfit);
}

[[noreturn]] void fail_over_limit(const std::filesystem::path& path, std::size_t limit) {
  refuse(path, fmt::format("larger than the limit of {} bytes", limit));
}

/// A file descriptor that is closed at the end of the scope.
class OpenFile {
 public:
  OpenFile(const std::filesystem::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~OpenFile() { close(); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  bool close() {
    const int fd = std::exchange(fd_, -1);
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

FileTrouble trouble_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return FileTrouble::absent;
    case EISDIR:
    case ELOOP:
    case ENXIO:
    case ENODEV:
    case ENAMETOOLONG:
      return FileTrouble::unfit;
    case EACCES:
    case EPERM:
      return FileTrouble::forbidden;
    default:
      return FileTrouble::unreadable;
  }
}

bool is_gzip(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

/// The state of zlib, freed at the end of the scope.
struct Inflater {
  z_stream stream{};
  explicit Inflater(int window) {
    if (inflateInit2(&stream, window) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

/// Calls `each(piece)` for what one member after the other holds, until the bytes end; a file of several
/// members is valid gzip.
template <class Each>
void unpack_pieces(const std::filesystem::path& path, std::string& packed, const Each& each) {
  constexpr int gzip_window = 15 + 16;
  Inflater inflater(gzip_window);
  z_stream& stream = inflater.stream;
  std::size_t fed = 0;
  std::string block(block_size, '\0');
  while (true) {
    look_at_stop();
    if (stream.avail_in == 0) {
      const std::size_t piece = std::min(packed.size() - fed, block_size);
      stream.next_in = reinterpret_cast<Bytef*>(packed.data() + fed);
      stream.avail_in = static_cast<uInt>(piece);
      fed += piece;
    }
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block_size);
    const int status = inflate(&stream, Z_NO_FLUSH);
    each(std::string_view(block).substr(0, block_size - stream.avail_out));
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0 && fed == packed.size()) return;
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR && fed == packed.size()) {
      fail("unpack", path, "the gzip data ends too early");
    } else if (status != Z_OK) {
      fail("unpack", path, "the gzip data is damaged");
    }
  }
}

/// Measured before it is unpacked: a megabyte may hold a gigabyte.
std::string unpack(const std::filesystem::path& path, std::string& packed, std::size_t limit) {
  std::size_t size = 0;
  unpack_pieces(path, packed, [&](std::string_view piece) {
    size += piece.size();
    if (size > limit) fail_over_limit(path, limit);
    require_memory(static_cast<std::int64_t>(size + packed.size()));
  });
  std::string out;
  out.reserve(size);
  unpack_pieces(path, packed, [&](std::string_view piece) { out += piece; });
  return out;
}

void write_all(const OpenFile& file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.fd(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw std::system_error(errno, std::generic_category());
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// False where another process took the file for one that was left, and it is gone.
bool write_and_rename(const std::filesystem::path& temporary, const std::filesystem::path& path,
                      std::string_view content) {
  const OpenFile file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.is_open()) throw std::system_error(errno, std::generic_category());
  if (!own(file.fd())) return false;
  write_all(file, content);
  if (::fsync(file.fd()) != 0) throw std::system_error(errno, std::generic_category());
  std::filesystem::rename(temporary, path);  // still locked: nobody clears it away
  return true;
}

}  // namespace

FileError reading_error(const std::filesystem::path& path, int error) {
  return {fmt::format("cannot read '{}': {}", path.string(), system_reason(error)), trouble_of(error)};
}

bool is_there(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0) return true;
  const FileError error = reading_error(path, errno);
  if (error.trouble() == FileTrouble::absent) return false;
  if (error.trouble() == FileTrouble::unfit) return true;  // a link that leads back to itself
  throw error;
}

std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder) {
  int error = 0;
  std::vector<std::filesystem::path> entries;
  for (const std::string& name : names_in(folder, error)) entries.push_back(folder / name);
  if (error == 0) return entries;
  const FileError why = reading_error(folder, error);
  if (why.trouble() == FileTrouble::absent) return {};
  throw why;
}

// Without O_NONBLOCK the opening of a named pipe would wait for a writer.
FileReader::FileReader(const std::filesystem::path& path, std::size_t limit)
    : path_(path), limit_(limit), fd_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (fd_ < 0) throw reading_error(path, errno);
  try {
    struct stat status{};
    if (::fstat(fd_, &status) != 0) throw reading_error(path, errno);
    if (S_ISDIR(status.st_mode)) throw reading_error(path, EISDIR);
    if (!S_ISREG(status.st_mode)) refuse(path, "not a regular file");
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ > limit) fail_over_limit(path, limit);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

FileReader::~FileReader() {
  ::close(fd_);
}

std::size_t FileReader::read(char* to, std::size_t most) {
  look_at_stop();
  constexpr std::size_t most_at_once = std::size_t{16} << 20U;  // so that a stop is seen in time
  ssize_t got = 0;
  do {
    got = ::read(fd_, to, std::min(most, most_at_once));
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw reading_error(path_, errno);
  read_ += static_cast<std::size_t>(got);
  if (read_ > limit_) fail_over_limit(path_, limit_);  // it grew while we read, or has no size (in /proc)
  return static_cast<std::size_t>(got);
}

std::string read_file(const std::filesystem::path& path, std::size_t limit) {
  FileReader file(path, limit);
  std::string content(file.size() + 1, '\0');
  std::size_t size = 0;
  while (const std::size_t got = file.read(content.data() + size, content.size() - size)) {
    size += got;
    if (size == content.size()) content.resize(size + block_size);
  }
  content.resize(size);
  return content;
}

std::string unpack_gzip(const std::filesystem::path& path, std::string content, std::size_t limit) {
  if (content.size() > limit) fail_over_limit(path, limit);
  return is_gzip(content) ? unpack(path, content, limit) : content;
}

std::string inflate_exactly(std::string_view packed, std::size_t size) {
  constexpr int raw_window = -15;
  Inflater inflater(raw_window);
  z_stream& stream = inflater.stream;
  // The size that is told may be a lie, but not beyond what deflate can do.
  constexpr std::size_t most_in_a_byte = 1032;
  const std::size_t most = packed.size() > size / most_in_a_byte ? size : packed.size() * most_in_a_byte;
  require_memory(static_cast<std::int64_t>(most));
  std::string out, block(block_size, '\0');
  out.reserve(most);
  for (int status = Z_OK; status != Z_STREAM_END;) {
    look_at_stop();
    if (stream.avail_in == 0) {
      const std::string_view piece = packed.substr(0, block_size);
      packed.remove_prefix(piece.size());
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      stream.avail_in = static_cast<uInt>(piece.size());
    }
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block_size);
    status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) throw std::runtime_error("its packed data is damaged");
    out.append(block, 0, block_size - stream.avail_out);
    if (out.size() > size) break;
  }
  if (out.size() == size) return out;
  throw std::runtime_error(fmt::format("its packed data does not come to the {} bytes that were told", size));
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path temporary;
  try {
    do {
      temporary = private_file_beside(path);
    } while (!write_and_rename(temporary, path, content));
  } catch (const std::system_error& error) {
    ::unlink(temporary.c_str());
    fail("write", path, system_reason(error.code().value()));
  }
}

std::string private_name() {
  static const unsigned salt = std::random_device()();
  static std::atomic<unsigned> counter = 0;
  std::string host(256, '\0');
  if (::gethostname(host.data(), host.size() - 1) != 0) host.clear();
  host.resize(std::min<std::size_t>(host.find('\0'), 64));
  // A host may be called anything.
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
  };
  std::replace_if(host.begin(), host.end(), std::not_fn(is_plain), '_');
  return fmt::format("{}-{}-{:08x}-{}", host, ::getpid(), salt, counter++);
}

std::filesystem::path private_file_beside(const std::filesystem::path& path) {
  return path.parent_path() / fmt::format(".{}{}.tmp", private_name(), locked_ending);
}

namespace {

std::string hash_digits(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

struct Hasher::State {
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> of{XXH3_createState(), &XXH3_freeState};
};

Hasher::Hasher() : state_(std::make_unique<State>()) {
  if (!state_->of) throw std::bad_alloc();
  XXH3_128bits_reset(state_->of.get());
}

Hasher::~Hasher() = default;

void Hasher::add(std::string_view bytes) {
  XXH3_128bits_update(state_->of.get(), bytes.data(), bytes.size());
}

std::string Hasher::digits() const {
  return hash_digits(XXH3_128bits_digest(state_->of.get()));
}

std::string hash_text(std::string_view bytes) {
  return hash_digits(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hash_file(const std::filesystem::path& path, std::uint64_t size) {
  FileReader file(path);
  Hasher hasher;
  std::string block(static_cast<std::size_t>(std::min<std::uint64_t>({size, file.size() + 1, block_size})),
                    '\0');
  while (size > 0) {
    const std::size_t got =
        file.read(block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(size, block.size())));
    if (got == 0) break;
    hasher.add(std::string_view(block).substr(0, got));
    size -= got;
  }
  return hasher.digits();
}

}  // namespace runner
