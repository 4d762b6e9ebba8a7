#include "record/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <span>
#include <stdexcept>

#include "base/choice.h"
#include "base/files.h"
#include "base/text.h"
#include "config/json.h"
#include "record/output_file.h"
#include "record/stored.h"

namespace runner {

/// safetensors' names.
constexpr auto choice_names(ElementType) {
  return std::array<std::string_view, 4>{"F32", "F64", "I64", "U32"};
}

namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

constexpr std::size_t length_size = sizeof(std::uint64_t);
constexpr std::size_t largest_checkpoint = std::size_t{1} << 38U;  // bytes

/// How the header begins; the checksum's digits follow.
constexpr std::string_view proof_opening = R"({"__metadata__":{"checksum":")";

/// With zeros in the place of the checksum.
std::string header_of(const std::string& id, const RunEnd& now, const RowsBegin& rows, bool timing) {
  Node metadata = json::object({{"checksum", json::text(std::string(hash_digits, '0'))},
                                {"format", json::text(std::to_string(folder_format))},
                                {"id", json::text(id)},
                                {"status", json::text(choice_name(now.status))},
                                {"epoch", json::text(std::to_string(now.epochs))},
                                {"iteration", json::text(std::to_string(now.iterations))},
                                {"metrics_bytes", json::text(std::to_string(rows.metrics.size))},
                                {"iterations_bytes", json::text(std::to_string(rows.iterations.size))},
                                {"metrics_hash", json::text(rows.metrics.hash)},
                                {"iterations_hash", json::text(rows.iterations.hash)}});
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

/// The eight bytes before the header.
std::string length_text(std::uint64_t length) {
  return std::string(text_of(std::as_bytes(std::span(&length, 1))));
}

/// Throws std::runtime_error where the header is not the one that was written with these values.
void check_proof(const Node& metadata, std::string header, std::string_view values, const std::string& id,
                 const std::filesystem::path& path) {
  const bool in_place =
      header.starts_with(proof_opening) && header.size() > proof_opening.size() + hash_digits;
  if (!in_place) throw std::runtime_error("no checksum");
  header.replace(proof_opening.size(), hash_digits, hash_digits, '0');
  Hasher hasher;
  hasher.add(length_text(header.size()));
  hasher.add(header);
  hasher.add(values);
  if (json::text_at(metadata, "checksum") != hasher.digits()) throw std::runtime_error("another checksum");
  check_format(static_cast<std::int64_t>(count_in(metadata, "format")), path);
  if (json::text_at(metadata, "id") != id)
    throw Damage(fmt::format("{} is of the run {}", path.filename().string(),
                             visible_text(json::text_at(metadata, "id"))));
}

/// Of format 1.
constexpr std::array<std::string_view, 6> keys_of_checkpoint = {
    "status", "epoch", "iteration", "metrics_bytes", "iterations_bytes", "seconds"};

/// Throws std::runtime_error where the content is none of ours.
Checkpoint decode(std::string_view content, const std::string& id, const std::filesystem::path& path) {
  std::uint64_t length = 0;
  if (content.size() < length_size) throw std::runtime_error("too short");
  std::memcpy(&length, content.data(), length_size);
  content.remove_prefix(length_size);
  if (length > content.size()) throw std::runtime_error("too short");
  const Node header = json::parse(content.substr(0, length));
  const Node& metadata = json::at(header, "__metadata__");
  Checkpoint checkpoint;
  checkpoint.rows.metrics.size = count_in(metadata, "metrics_bytes");
  checkpoint.rows.iterations.size = count_in(metadata, "iterations_bytes");
  if (!has_only(metadata, keys_of_checkpoint)) {
    check_proof(metadata, std::string(content.substr(0, length)), content.substr(length), id, path);
    checkpoint.rows.metrics.hash = json::text_at(metadata, "metrics_hash");
    checkpoint.rows.iterations.hash = json::text_at(metadata, "iterations_hash");
  }
  checkpoint.iteration = static_cast<std::int64_t>(count_in(metadata, "iteration"));
  if (checkpoint.iteration < 0) throw std::runtime_error("no count");
  if (metadata.find("seconds"))
    checkpoint.state.seconds = parse_number(json::text_at(metadata, "seconds")).value_or(0);
  for (const auto& entry : header.entries())
    if (entry.key != "__metadata__")
      checkpoint.state.add(entry.key, tensor_of(entry.value, content.substr(length)));
  return checkpoint;
}

/// A run has many tensors of a few bytes: they are written together.
void write_pieces(OutputFile& file, std::string piece, std::span<const StateView> tensors) {
  constexpr std::size_t enough = 1U << 16U;  // bytes
  for (const StateView& tensor : tensors) {
    const std::string_view bytes = text_of(tensor.bytes);
    if (piece.size() + bytes.size() > enough) {
      file.write(piece);
      piece.clear();
    }
    if (bytes.size() > enough) {
      file.write(bytes);
    } else {
      piece += bytes;
    }
  }
  file.write(piece);
}

}  // namespace

std::string write_checkpoint(const std::filesystem::path& path, const std::string& id, const RunEnd& now,
                             const RowsBegin& rows, const CheckpointOptions& options) {
  OutputFile file(path);
  std::string header = header_of(id, now, rows, options.timing);
  const std::string length = length_text(header.size());
  Hasher checksum;
  checksum.add(length);
  checksum.add(header);
  for (const StateView& tensor : now.tensors) checksum.add(text_of(tensor.bytes));
  header.replace(proof_opening.size(), hash_digits, checksum.digits());
  write_pieces(file, length + header, now.tensors);
  file.close(options.sync);
  return file.hash();
}

Checkpoint read_checkpoint(const std::filesystem::path& path, const std::string& id) {
  const std::string content = read_stored(path, largest_checkpoint);
  try {
    return decode(content, id, path);
  } catch (const Damage&) {
    throw;
  } catch (const LaterFormat&) {
    throw;
  } catch (const std::runtime_error&) {
    throw Damage(fmt::format("{} is damaged", path.filename().string()));
  }
}

}  // namespace runner
