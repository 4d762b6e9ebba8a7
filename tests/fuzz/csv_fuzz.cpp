#include "data/sources/csv.h"

#include "fuzz.h"

using namespace runner;

namespace {

/// The first two bytes say how the file is read.
CsvConfig config_of(unsigned char options, unsigned char more, const std::filesystem::path& path) {
  CsvConfig config;
  config.path = path;
  constexpr const char* delimiters[] = {",", ";", "whitespace", "auto"};
  config.delimiter = delimiters[options & 3U];
  if ((options & 4U) != 0) config.missing = MissingStrategy::drop;
  if ((options & 8U) != 0) config.target = std::vector<std::string>{"a", "b"};
  if ((options & 16U) != 0) config.categorical = {"c"};
  if ((options & 32U) != 0)
    config.missing = MissingConfig{MissingStrategy::most_frequent, {}, {"-200", "x"}, {}};
  config.encoding = static_cast<Encoding>((more & 7U) % 5);
  config.decimal = static_cast<Decimal>((more >> 3U & 3U) % 3);
  if ((more & 32U) != 0) config.thousands = "'";
  if ((more & 64U) != 0) config.parse = {{"a", "currency"}, {"column1", "date"}};
  if ((more & 128U) != 0) {
    config.comment = "#";
    config.skip_rows = 1;
    config.header = false;
  }
  return config;
}

}  // namespace

/// A CSV file, packed or not, read to samples; its mistakes as they are shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  std::string_view input = fuzz::text_of(data, size);
  const unsigned char options = fuzz::take_byte(input), more = fuzz::take_byte(input);
  file.write(input);
  const CsvConfig config = config_of(options, more, file.path());
  const auto wanted = static_cast<TargetKind>(options >> 6U);
  fuzz::CountedErrors sink;
  Diagnostics diagnostics;
  DataFiles files;
  const auto read = config.load(wanted, sink, diagnostics, files);
  fuzz::must(read.has_value() || sink.errors > 0 || diagnostics.has_errors(), "what is refused is told");
  if (read) {
    const auto values = static_cast<std::size_t>(read->rows) * read->columns.size();
    fuzz::must(read->features.size() == values, "every row has its features");
  }
  if (size % 8 == 0) diagnostics.text();  // showing takes longer than reading
  return 0;
}
