#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <new>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/memory.h"

namespace runner {
namespace {

constexpr std::size_t block_size = 1U << 16U;

[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path, std::string_view reason) {
  throw std::runtime_error(fmt::format("cannot {} '{}': {}", what, path.string(), reason));
}

std::string system_reason(int error) {
  return std::generic_category().message(error);
}

[[noreturn]] void fail_over_limit(const std::filesystem::path& path, std::size_t limit) {
  fail("read", path, fmt::format("larger than the limit of {} bytes", limit));
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

/// A regular file of at most `limit` bytes, read from its begin. Throws std::runtime_error.
class InputFile {
 public:
  // Without O_NONBLOCK the opening of a named pipe would wait for a writer.
  InputFile(const std::filesystem::path& path, std::size_t limit)
      : path_(path), limit_(limit), file_(path, O_RDONLY | O_NONBLOCK) {
    if (!file_.is_open()) fail("read", path, system_reason(errno));
    struct stat status{};
    if (::fstat(file_.fd(), &status) != 0) fail("read", path, system_reason(errno));
    if (S_ISDIR(status.st_mode)) fail("read", path, system_reason(EISDIR));
    if (!S_ISREG(status.st_mode)) fail("read", path, "not a regular file");
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ > limit) fail_over_limit(path, limit);
  }

  std::size_t size() const { return size_; }  ///< when it was opened

  /// The next bytes, `most` at most; none at the end.
  std::size_t read(char* to, std::size_t most) {
    ssize_t got = 0;
    do {
      got = ::read(file_.fd(), to, most);
    } while (got < 0 && errno == EINTR);
    if (got < 0) fail("read", path_, system_reason(errno));
    read_ += static_cast<std::size_t>(got);
    if (read_ > limit_) fail_over_limit(path_, limit_);  // it grew while we read, or has no size (in /proc)
    return static_cast<std::size_t>(got);
  }

 private:
  const std::filesystem::path& path_;
  std::size_t limit_, size_ = 0, read_ = 0;
  OpenFile file_;
};

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

void write_and_rename(const std::filesystem::path& temporary, const std::filesystem::path& path,
                      std::string_view content) {
  OpenFile file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.is_open()) throw std::system_error(errno, std::generic_category());
  write_all(file, content);
  if (::fsync(file.fd()) != 0 || !file.close()) throw std::system_error(errno, std::generic_category());
  std::filesystem::rename(temporary, path);
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::size_t limit) {
  InputFile file(path, limit);
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

std::string read_maybe_gzip(const std::filesystem::path& path, std::size_t limit) {
  return unpack_gzip(path, read_file(path, limit), limit);
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
  const std::filesystem::path temporary = path.parent_path() / fmt::format(".{}.tmp", private_name());
  try {
    write_and_rename(temporary, path, content);
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
  return fmt::format("{}-{}-{:08x}-{}", host, ::getpid(), salt, counter++);
}

namespace {

std::string hash_digits(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

std::string hash_text(std::string_view bytes) {
  return hash_digits(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hash_file(const std::filesystem::path& path, std::size_t limit) {
  InputFile file(path, limit);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
  if (!state) throw std::bad_alloc();
  XXH3_128bits_reset(state.get());
  std::string block(block_size, '\0');
  while (const std::size_t got = file.read(block.data(), block.size()))
    XXH3_128bits_update(state.get(), block.data(), got);
  return hash_digits(XXH3_128bits_digest(state.get()));
}

}  // namespace runner
