#include "record/checkpoint.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <stdexcept>

#include "base/choice.h"
#include "base/files.h"
#include "base/text.h"
#include "config/json.h"
#include "record/output_file.h"

namespace runner {

/// safetensors' names.
constexpr auto choice_names(ElementType) {
  return std::array<std::string_view, 4>{"F32", "F64", "I64", "U32"};
}

namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

constexpr std::size_t length_size = sizeof(std::uint64_t);
constexpr std::size_t largest_checkpoint = std::size_t{1} << 38U;  // bytes

std::string header_of(const RunEnd& now, const FileSizes& sizes, bool timing) {
  Node metadata = json::object({{"status", json::text(choice_name(now.status))},
                                {"epoch", json::text(std::to_string(now.epochs))},
                                {"iteration", json::text(std::to_string(now.iterations))},
                                {"metrics_bytes", json::text(std::to_string(sizes.metrics))},
                                {"iterations_bytes", json::text(std::to_string(sizes.iterations))}});
  if (timing) metadata = metadata.with("seconds", json::text(number_text(now.seconds)));
  std::vector<Node::Entry> header = {{"__metadata__", {}, metadata}};
  std::size_t offset = 0;
  for (const StateView& tensor : now.tensors) {
    const std::size_t next = offset + tensor.bytes.size();
    std::vector<Node> shape;
    for (const std::ptrdiff_t length : tensor.shape) shape.push_back(json::integer(length));
    header.push_back(
        {tensor.name,
         {},
         json::object({{"dtype", json::text(choice_name(tensor.type))},
                       {"shape", json::array(std::move(shape))},
                       {"data_offsets", json::array({json::integer(static_cast<std::int64_t>(offset)),
                                                     json::integer(static_cast<std::int64_t>(next))})}})});
    offset = next;
  }
  std::string text = json::write(Node::map(std::move(header)));
  constexpr std::size_t alignment = 8;
  text.append((alignment - text.size() % alignment) % alignment, ' ');
  return text;
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A whole number of the metadata. Throws std::runtime_error.
std::uint64_t count_in(const Node& metadata, const char* key) {
  const std::string text = json::text_at(metadata, key);
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) throw std::runtime_error("no count");
  return value;
}

/// Where a tensor's bytes begin or end. Throws std::runtime_error where that is outside of `limit` bytes.
std::size_t offset_in(const Node& offset, std::size_t limit) {
  const auto value = offset.is_scalar() ? parse_integer(offset.text()) : std::nullopt;
  const long long position = value.value_or(-1);
  if (position < 0 || static_cast<std::size_t>(position) > limit) throw std::runtime_error("no offset");
  return static_cast<std::size_t>(position);
}

/// Throws std::runtime_error where the entry is none, or points outside of `values`.
SavedState::Tensor tensor_of(const Node& entry, std::string_view values) {
  const auto type = choice_named<ElementType>(json::text_at(entry, "dtype"));
  const auto& offsets = json::at(entry, "data_offsets").items();
  if (!type || offsets.size() != 2) throw std::runtime_error("no tensor");
  const std::size_t end = offset_in(offsets[1], values.size());
  const std::size_t begin = offset_in(offsets[0], end);
  const auto bytes = std::as_bytes(std::span(values.substr(begin, end - begin)));
  return {*type, {bytes.begin(), bytes.end()}};
}

/// Throws std::runtime_error where the content is none of ours.
Checkpoint decode(std::string_view content) {
  std::uint64_t length = 0;
  if (content.size() < length_size) throw std::runtime_error("too short");
  std::memcpy(&length, content.data(), length_size);
  content.remove_prefix(length_size);
  if (length > content.size()) throw std::runtime_error("too short");
  const Node header = json::parse(content.substr(0, length));
  const Node& metadata = json::at(header, "__metadata__");
  Checkpoint checkpoint;
  checkpoint.iteration = static_cast<std::int64_t>(count_in(metadata, "iteration"));
  checkpoint.sizes = {count_in(metadata, "metrics_bytes"), count_in(metadata, "iterations_bytes")};
  if (metadata.find("seconds"))
    checkpoint.state.seconds = parse_number(json::text_at(metadata, "seconds")).value_or(0);
  for (const auto& entry : header.entries())
    if (entry.key != "__metadata__")
      checkpoint.state.add(entry.key, tensor_of(entry.value, content.substr(length)));
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
