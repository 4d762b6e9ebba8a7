#include "data/sources/idx.h"
#include "data/sources/npy.h"

#include "fuzz.h"

using namespace runner;
using namespace std::literals;

namespace {

std::string npy_of_four() {
  std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }";
  header.resize(117, ' ');
  return "\x93NUMPY\x01\x00\x76\x00"s + header + "\n\x00\x01\x00\x01"s;
}

struct Files {
  fuzz::MemoryFile input, npy_labels, idx_labels;
  Files() {
    npy_labels.write(npy_of_four());
    idx_labels.write("\0\0\x08\x01\0\0\0\x04\0\x01\0\x01"sv);
  }
};

std::optional<Dataset> load(const DataConfig& config, TargetKind wanted, ErrorSink& sink) {
  Diagnostics diagnostics;
  DataFiles files;
  return config.load(wanted, sink, diagnostics, files);
}

}  // namespace

/// Features of any bytes beside good labels, good features beside labels of any bytes, and archives, by the
/// first byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Files files;
  std::string_view input = fuzz::text_of(data, size);
  const unsigned char options = fuzz::take_byte(input);
  files.input.write(input);
  fuzz::CountedErrors sink;
  const auto wanted = static_cast<TargetKind>(options >> 6U);
  std::optional<Dataset> read;
  if ((options & 1U) != 0) {
    NpzConfig npz;
    npz.path = files.input.path();
    read = load(npz, wanted, sink);
  } else if ((options & 2U) != 0) {
    IdxConfig idx;
    idx.path = (options & 4U) != 0 ? files.idx_labels.path() : files.input.path();
    idx.labels = (options & 8U) != 0 ? files.idx_labels.path() : files.input.path();
    read = load(idx, wanted, sink);
  } else {
    NpyConfig npy;
    npy.path = (options & 4U) != 0 ? files.npy_labels.path() : files.input.path();
    npy.target = (options & 8U) != 0 ? files.npy_labels.path() : files.input.path();
    read = load(npy, wanted, sink);
  }
  fuzz::must(read.has_value() || sink.errors > 0, "what is refused is told");
  return 0;
}
