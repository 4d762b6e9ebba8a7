// Records of TFRecord: the length of an event, the checksum of these eight bytes, the event, its checksum.
// Events are protobuf (tensorflow/core/util/event.proto), the first one says the version.
#include "use/event_file.h"

#include <array>
#include <cstddef>

namespace runner {

namespace {

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  constexpr std::uint32_t polynomial = 0x82F63B78U;  // of Castagnoli, its bits turned round
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? polynomial : 0U);
    table[i] = crc;
  }
  return table;
}();

template <class T>
void append_raw(std::string& to, T value) {
  std::array<char, sizeof value> raw;
  std::memcpy(raw.data(), &value, sizeof value);
  to.append(raw.data(), raw.size());
}

// The fields of Event.
constexpr unsigned wall_time_field = 1, step_field = 2, version_field = 3, summary_field = 5;

}  // namespace

std::uint32_t masked_crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) crc = crc_table[(crc ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (crc >> 8U);
  crc = ~crc;
  constexpr std::uint32_t delta = 0xA282EAD8U;
  return ((crc >> 15U) | (crc << 17U)) + delta;
}

EventFile::EventFile() {
  add_record(Message().fixed64(wall_time_field, 0).bytes(version_field, "brain.Event:2").content());
}

void EventFile::add_record(std::string_view payload) {
  std::string length;
  append_raw(length, std::uint64_t{payload.size()});
  content_ += length;
  append_raw(content_, masked_crc32c(length));
  content_ += payload;
  append_raw(content_, masked_crc32c(payload));
}

void EventFile::add(double wall_time, std::int64_t step, const Message& summary) {
  Message event;
  event.fixed64(wall_time_field, wall_time).number(step_field, static_cast<std::uint64_t>(step));
  add_record(event.message(summary_field, summary).content());
}

}  // namespace runner
