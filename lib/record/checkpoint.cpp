#include "record/checkpoint.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/choice.h"
#include "base/files.h"
#include "base/text.h"
#include "record/output_file.h"

namespace runner {

/// safetensors' names.
constexpr auto choice_names(ElementType) {
  return std::array<std::string_view, 4>{"F32", "F64", "I64", "U32"};
}

namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

constexpr std::size_t length_size = sizeof(std::uint64_t);
constexpr std::size_t largest_checkpoint = std::size_t{1} << 38U;  // bytes

std::string header_of(const RunEnd& now, const FileSizes& sizes, bool timing) {
  Json header;
  Json& metadata = header["__metadata__"];
  metadata = {{"status", choice_name(now.status)},
              {"epoch", std::to_string(now.epochs)},
              {"iteration", std::to_string(now.iterations)},
              {"metrics_bytes", std::to_string(sizes.metrics)},
              {"iterations_bytes", std::to_string(sizes.iterations)}};
  if (timing) metadata["seconds"] = number_text(now.seconds);
  std::size_t offset = 0;
  for (const StateView& tensor : now.tensors) {
    const std::size_t next = offset + tensor.bytes.size();
    header[tensor.name] = {
        {"dtype", choice_name(tensor.type)}, {"shape", tensor.shape}, {"data_offsets", {offset, next}}};
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

/// A whole number of the metadata. Throws Json::exception or std::runtime_error.
std::uint64_t count_in(const Json& metadata, const char* key) {
  const auto text = metadata.at(key).get<std::string>();
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) throw std::runtime_error("no count");
  return value;
}

SavedState::Tensor tensor_of(const Json& entry, std::string_view values) {
  const auto type = choice_named<ElementType>(entry.at("dtype").get<std::string>());
  const auto begin = entry.at("data_offsets").at(0).get<std::size_t>();
  const auto end = entry.at("data_offsets").at(1).get<std::size_t>();
  if (!type || begin > end || end > values.size()) throw std::runtime_error("no tensor");
  const auto bytes = std::as_bytes(std::span(values.substr(begin, end - begin)));
  return {*type, {bytes.begin(), bytes.end()}};
}

/// Throws Json::exception or std::runtime_error where the content is none of ours.
Checkpoint decode(std::string_view content) {
  std::uint64_t length = 0;
  if (content.size() < length_size) throw std::runtime_error("too short");
  std::memcpy(&length, content.data(), length_size);
  content.remove_prefix(length_size);
  if (length > content.size()) throw std::runtime_error("too short");
  const Json header = Json::parse(content.substr(0, length));
  const Json& metadata = header.at("__metadata__");
  Checkpoint checkpoint;
  checkpoint.iteration = static_cast<std::int64_t>(count_in(metadata, "iteration"));
  checkpoint.sizes = {count_in(metadata, "metrics_bytes"), count_in(metadata, "iterations_bytes")};
  if (metadata.contains("seconds")) {
    checkpoint.state.seconds = parse_number(metadata.at("seconds").get<std::string>()).value_or(0);
  }
  for (const auto& [name, entry] : header.items()) {
    if (name != "__metadata__") checkpoint.state.add(name, tensor_of(entry, content.substr(length)));
  }
  return checkpoint;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const RunEnd& now, const FileSizes& sizes,
                      const CheckpointOptions& options) {
  OutputFile file(path);
  const std::string header = header_of(now, sizes, options.timing);
  const std::uint64_t length = header.size();
  file.write(text_of(std::as_bytes(std::span(&length, 1))));
  file.write(header);
  for (const StateView& tensor : now.tensors) file.write(text_of(tensor.bytes));
  file.close(options.sync);
}

std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& path) {
  try {
    return decode(read_file(path, largest_checkpoint));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace runner
