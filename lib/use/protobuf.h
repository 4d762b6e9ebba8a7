#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace runner {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

/// Protobuf as far as it is needed: a message is a row of fields, each a number with a wire type and then a
/// varint, four or eight bytes, or a length and so many bytes. A message inside of another one is such bytes.
class Message {
 public:
  Message& number(unsigned field, std::uint64_t value) {
    varint(field << 3U);
    varint(value);
    return *this;
  }
  Message& bytes(unsigned field, std::string_view value) {
    varint(field << 3U | 2U);
    varint(value.size());
    content_ += value;
    return *this;
  }
  Message& message(unsigned field, const Message& value) { return bytes(field, value.content_); }
  Message& fixed32(unsigned field, float value) { return fixed(field << 3U | 5U, value); }
  Message& fixed64(unsigned field, double value) { return fixed(field << 3U | 1U, value); }
  const std::string& content() const { return content_; }

 private:
  template <class T>
  Message& fixed(unsigned begin, T value) {
    varint(begin);
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    content_.append(raw, sizeof value);
    return *this;
  }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) content_ += static_cast<char>(value | 0x80U);
    content_ += static_cast<char>(value);
  }

  std::string content_;
};

}  // namespace runner
