#include "data/sources/idx.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "data/sources/binary_file.h"
#include "data/sources/number_array.h"
#include "spec/registration.h"

namespace runner {

namespace {

/// The type byte of the header.
std::optional<NumberFormat> format_of(unsigned char type) {
  using Kind = NumberFormat::Kind;
  switch (type) {
    case 0x08:
      return NumberFormat{Kind::natural, 1, true};
    case 0x09:
      return NumberFormat{Kind::integer, 1, true};
    case 0x0B:
      return NumberFormat{Kind::integer, 2, true};
    case 0x0C:
      return NumberFormat{Kind::integer, 4, true};
    case 0x0D:
      return NumberFormat{Kind::real, 4, true};
    case 0x0E:
      return NumberFormat{Kind::real, 8, true};
    default:
      return std::nullopt;
  }
}

NumberArray read_idx(std::string_view bytes) {
  constexpr std::size_t magic = 4, size_bytes = 4;
  if (bytes.size() < magic)
    throw std::runtime_error(fmt::format("it has {} bytes, too few for an IDX file", bytes.size()));
  const auto format = format_of(static_cast<unsigned char>(bytes[2]));
  const auto dimensions = static_cast<std::size_t>(static_cast<unsigned char>(bytes[3]));
  if (bytes[0] != 0 || bytes[1] != 0 || !format || dimensions == 0) {
    throw std::runtime_error(
        fmt::format("it is no IDX file: it begins with {:08x}, expected 0000, a type (08, 09, 0b, 0c, 0d or "
                    "0e) and the number of "
                    "dimensions",
                    unsigned_at(bytes, 0, magic, true)));
  }
  const std::size_t header = magic + size_bytes * dimensions;
  if (bytes.size() < header) {
    throw std::runtime_error(
        fmt::format("it ends within its header: it has {} bytes, expected {} for {} dimension{}",
                    bytes.size(), header, dimensions, dimensions == 1 ? "" : "s"));
  }
  Shape shape;
  for (std::size_t i = 0; i < dimensions; ++i) {
    shape.push_back(static_cast<Index>(unsigned_at(bytes, magic + size_bytes * i, size_bytes, true)));
  }
  return decode_numbers(shape, bytes.substr(header), *format);
}

/// Pictures as rows of their pixels.
void flatten(NumberArray& pictures) {
  const Index rows = pictures.shape.front();
  pictures.shape = {rows, static_cast<Index>(pictures.values.size()) / rows};
}

}  // namespace

Spec<IdxConfig> IdxConfig::spec() {
  using C = IdxConfig;
  return Spec<C>("idx", "Pictures and their labels in two IDX files, as MNIST comes; .gz is unpacked.")
      .source("LeCun, Cortes & Burges, The MNIST database")
      .required("path", &C::path,
                "The pictures, relative to the file that names them; each becomes a row of its pixels.")
      .field("labels", &C::labels, "The labels, one for each picture; needed unless the target is the input.")
      .field("scale", &C::scale,
             "Pixels are divided by it: 255 makes them 0 to 1, as torchvision's ToTensor does.", above(0))
      .check("labels", "idx needs labels, a file; or 'target: input', the pictures themselves",
             [](const C& c) { return c.labels || c.target_is_input(); });
}

std::vector<DataConfig::File> IdxConfig::files() const {
  std::vector<File> all = {{"path", path}};
  if (!target_is_input()) all.push_back({"labels", *labels});
  return all;
}

std::optional<Dataset> IdxConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                       DataFiles& files) const {
  auto pictures = read_binary(path, "path", read_idx, files, sink);
  if (!pictures) return std::nullopt;
  std::optional<NumberArray> targets;
  if (!target_is_input() && !(targets = read_binary(*labels, "labels", read_idx, files, sink)))
    return std::nullopt;
  flatten(*pictures);
  for (double& pixel : pictures->values) pixel /= scale;
  return dataset_of(std::move(*pictures), targets, wanted, "labels", sink);
}

template Registration<DataConfig> registration<DataConfig, IdxConfig>();

}  // namespace runner
