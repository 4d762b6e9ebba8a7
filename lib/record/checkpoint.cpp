#include "record/checkpoint.h"

#include <array>
#include <bit>
#include <nlohmann/json.hpp>

#include "record/output_file.h"
#include "record/status.h"

namespace runner {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

std::string_view type_name(ElementType type) {
  constexpr std::array<std::string_view, 4> names = {"F32", "F64", "I64", "U32"};
  return names[static_cast<std::size_t>(type)];
}

std::string header_of(const RunEnd& end) {
  nlohmann::ordered_json header;
  header["__metadata__"] = {{"status", status_name(end.status)},
                            {"epoch", std::to_string(end.epochs)},
                            {"iteration", std::to_string(end.iterations)}};
  std::size_t offset = 0;
  for (const StateView& tensor : end.tensors) {
    const std::size_t next = offset + tensor.bytes.size();
    header[tensor.name] = {
        {"dtype", type_name(tensor.type)}, {"shape", tensor.shape}, {"data_offsets", {offset, next}}};
    offset = next;
  }
  std::string text = header.dump();
  constexpr std::size_t alignment = 8;
  text.append((alignment - text.size() % alignment) % alignment, ' ');
  return text;
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const RunEnd& end, bool sync) {
  OutputFile file(path);
  const std::string header = header_of(end);
  const std::uint64_t length = header.size();
  file.write(text_of(std::as_bytes(std::span(&length, 1))));
  file.write(header);
  for (const StateView& tensor : end.tensors) file.write(text_of(tensor.bytes));
  file.close(sync);
}

}  // namespace runner
