#include "data/sources/csv.h"

#include "fuzz.h"

using namespace runner;

namespace {

/// The first byte says how the file is read.
CsvConfig config_of(unsigned char options, const std::filesystem::path& path) {
  CsvConfig config;
  config.path = path;
  config.delimiter = std::string(1, ",;\t "[options & 3U]);
  if ((options & 4U) != 0) config.missing = MissingStrategy::drop;
  if ((options & 32U) != 0) config.missing = MissingStrategy::most_frequent;
  if ((options & 8U) != 0) config.target = std::vector<std::string>{"a", "b"};
  if ((options & 16U) != 0) config.categorical = {"c"};
  return config;
}

}  // namespace

/// A CSV file, packed or not, read to samples; its mistakes as they are shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  std::string_view input = fuzz::text_of(data, size);
  const unsigned char options = fuzz::take_byte(input);
  file.write(input);
  const CsvConfig config = config_of(options, file.path());
  const auto wanted = static_cast<TargetKind>(options >> 6U);
  fuzz::CountedErrors sink;
  Diagnostics diagnostics;
  DataFiles files;
  const auto read = config.load(wanted, sink, diagnostics, files);
  fuzz::must(read.has_value() || sink.errors > 0 || diagnostics.has_errors(), "what is refused is told");
  if (size % 8 == 0) diagnostics.text();  // showing takes longer than reading
  return 0;
}
