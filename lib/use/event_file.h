#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "use/protobuf.h"

namespace runner {

/// The checksum of the records of an event file: CRC-32C (Castagnoli), turned and shifted so that that of
/// bytes which hold one is another. Source: TFRecord, tensorflow/core/lib/hash/crc32c.h.
std::uint32_t masked_crc32c(std::string_view bytes);

/// The content of a TensorBoard event file.
class EventFile {
 public:
  EventFile();
  /// `wall_time` in seconds; `summary` as tensorflow.Summary.
  void add(double wall_time, std::int64_t step, const Message& summary);
  const std::string& content() const { return content_; }

 private:
  void add_record(std::string_view payload);
  std::string content_;
};

}  // namespace runner
