#include "data/byte_stream.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

#include "base/stop.h"
#include "data/large_vector.h"

namespace runner {

namespace {

class TextStream final : public ByteStream {
 public:
  explicit TextStream(std::string content) : content_(std::move(content)) {}

  std::size_t read(char* to, std::size_t most) override {
    look_at_stop();
    const std::size_t count = content_.copy(to, most, at_);
    give_back(content_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t size() const override { return content_.size(); }

 private:
  std::string content_;
  std::size_t at_ = 0;
};

class RestoredStream final : public ByteStream {
 public:
  RestoredStream(std::string begin, ByteStreamPtr rest) : begin_(std::move(begin)), rest_(std::move(rest)) {}

  std::size_t read(char* to, std::size_t most) override {
    if (at_ == begin_.size()) return rest_->read(to, most);
    const std::size_t count = begin_.copy(to, most, at_);
    at_ += count;
    return count;
  }
  std::uint64_t size() const override { return rest_->size(); }

 private:
  std::string begin_;
  std::size_t at_ = 0;
  ByteStreamPtr rest_;
};

constexpr int gzip_window = 15 + 16, raw_window = -15;

class InflatedStream : public ByteStream {
 public:
  InflatedStream(const std::filesystem::path& path, ByteStreamPtr packed, int window)
      : path_(path), packed_(std::move(packed)), block_(std::size_t{1} << 16U, '\0'), window_(window) {
    if (inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
  }
  ~InflatedStream() override { inflateEnd(&stream_); }
  InflatedStream(const InflatedStream&) = delete;
  InflatedStream& operator=(const InflatedStream&) = delete;

  std::size_t read(char* to, std::size_t most) override {
    look_at_stop();
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(most);
    while (!ended_ && stream_.avail_out == most) step();
    return most - stream_.avail_out;
  }

 private:
  [[noreturn]] void fail(std::string_view reason) const {
    throw std::runtime_error(fmt::format("cannot unpack '{}': {}", path_.string(), reason));
  }

  bool has_input() {
    if (stream_.avail_in > 0) return true;
    stream_.next_in = reinterpret_cast<Bytef*>(block_.data());
    stream_.avail_in = static_cast<uInt>(packed_->read(block_.data(), block_.size()));
    return stream_.avail_in > 0;
  }

  void step() {
    const std::string_view kind = window_ == gzip_window ? "gzip" : "ZIP";
    const bool more = has_input();
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      ended_ = window_ != gzip_window || !has_input();
      if (!ended_) inflateReset(&stream_);
    } else if (!more && stream_.avail_out > 0) {
      fail(fmt::format("the {} data ends too early", kind));
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail(fmt::format("the {} data is damaged", kind));
    }
  }

  std::filesystem::path path_;
  ByteStreamPtr packed_;
  std::string block_;
  int window_;
  z_stream stream_{};
  bool ended_ = false;
};

class CheckedStream final : public ByteStream {
 public:
  CheckedStream(const std::filesystem::path& path, ByteStreamPtr content, std::uint64_t size,
                std::uint64_t checksum)
      : path_(path), content_(std::move(content)), size_(size), checksum_(checksum) {}

  std::size_t read(char* to, std::size_t most) override {
    const std::size_t count = content_->read(to, most);
    seen_ += count;
    crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(to), count);
    if (seen_ > size_ || (count == 0 && (seen_ != size_ || crc_ != checksum_)))
      throw std::runtime_error(fmt::format("cannot unpack '{}': the ZIP data is damaged", path_.string()));
    return count;
  }
  std::uint64_t size() const override { return size_; }

 private:
  std::filesystem::path path_;
  ByteStreamPtr content_;
  std::uint64_t size_, checksum_, seen_ = 0;
  uLong crc_ = 0;
};

}  // namespace

ByteStreamPtr stream_of(std::string content) {
  return std::make_unique<TextStream>(std::move(content));
}

ByteStreamPtr put_back(std::string begin, ByteStreamPtr rest) {
  return std::make_unique<RestoredStream>(std::move(begin), std::move(rest));
}

std::string read_up_to(ByteStream& bytes, std::size_t count) {
  std::string begin(count, '\0');
  std::size_t size = 0;
  while (size < count) {
    const std::size_t got = bytes.read(begin.data() + size, count - size);
    if (got == 0) break;
    size += got;
  }
  begin.resize(size);
  return begin;
}

ByteStreamPtr gzip_content(const std::filesystem::path& path, ByteStreamPtr packed) {
  return std::make_unique<InflatedStream>(path, std::move(packed), gzip_window);
}

ByteStreamPtr deflated_content(const std::filesystem::path& path, ByteStreamPtr packed, std::uint64_t size,
                               std::uint64_t checksum) {
  auto content = std::make_unique<InflatedStream>(path, std::move(packed), raw_window);
  return std::make_unique<CheckedStream>(path, std::move(content), size, checksum);
}

}  // namespace runner
