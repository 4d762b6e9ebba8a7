#include "data/sources/csv_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "data/sources/zip_reader.h"

// A file is known by its first bytes, not by its name: people rename them.

namespace runner {

namespace {

struct FileSignature {
  std::string_view bytes, what, instead;
};

using namespace std::string_view_literals;
constexpr std::string_view as_csv = "save the sheet as CSV (File > Save As > CSV UTF-8) and name that file";
constexpr std::string_view with_pandas = "write it as CSV (in pandas with DataFrame.to_csv)";
constexpr std::string_view unpack = "unpack it";
constexpr std::array<FileSignature, 19> signatures = {{
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an Excel workbook of the old format (.xls)", as_csv},
    {"PAR1"sv, "a Parquet file", with_pandas},
    {"\x89HDF\r\n"sv, "an HDF5 file", with_pandas},
    {"ARROW1"sv, "an Arrow file", with_pandas},
    {"SQLite format 3"sv, "an SQLite database", "write its table as CSV"},
    {"\x93NUMPY"sv, "an array of NumPy", "'type: npy' reads it"},
    {"\x80\x02"sv, "a Python pickle", with_pandas},
    {"\x80\x03"sv, "a Python pickle", with_pandas},
    {"\x80\x04"sv, "a Python pickle", with_pandas},
    {"\x80\x05"sv, "a Python pickle", with_pandas},
    {"BZh"sv, "packed with bzip2", unpack},
    {"\xFD\x37zXZ"sv, "packed with xz", unpack},
    {"\x28\xB5\x2F\xFD"sv, "packed with zstd", unpack},
    {"7z\xBC\xAF"sv, "a 7-Zip archive", unpack},
    {"Rar!"sv, "a RAR archive", unpack},
    {"%PDF"sv, "a PDF document", "write its table as CSV"},
    {"\x89PNG"sv, "a picture", "write its table as CSV"},
    {"\xFF\xD8\xFF"sv, "a picture", "write its table as CSV"},
    {"\x7F"
     "ELF"sv,
     "a program", "name a table"},
}};

constexpr std::size_t looked_at = 512;

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// "@relation iris" and so on: how many lines stand before the rows, and what the columns are called.
std::string arff_cure(const std::string& head) {
  std::vector<std::string> names;
  std::size_t lines = 0, at = 0;
  bool found = false;
  while (at < head.size() && !found) {
    const std::size_t end = std::min(head.find('\n', at), head.size());
    const std::string line = head.substr(at, end - at);
    const std::string lower = lower_case(without_blanks(line));
    ++lines;
    at = end + 1;
    found = lower.starts_with("@data");
    if (!lower.starts_with("@attribute")) continue;
    std::string_view rest = without_blanks(without_blanks(line).substr(10));
    const bool is_quoted = rest.starts_with('\'') || rest.starts_with('"');
    const std::size_t name_end = is_quoted ? rest.find(rest[0], 1) : rest.find_first_of(" \t");
    names.emplace_back(rest.substr(is_quoted ? 1 : 0, name_end - (is_quoted ? 1 : 0)));
  }
  constexpr std::size_t longest = 200;
  const std::string list = join(names, ", ");
  if (!found || names.empty() || list.size() > longest)
    return "'skip_rows' leaves out its lines up to @data, 'header: [...]' names its columns";
  return fmt::format("'skip_rows: {}' leaves out the lines up to @data, and 'header: [{}]' names the columns",
                     lines, list);
}

/// What a file is that is no table, by its first bytes; empty for what may be one.
std::string refusal(const std::string& head) {
  for (const auto& [bytes, what, instead] : signatures)
    if (head.starts_with(bytes)) return fmt::format("this is {}; {}", what, instead);
  std::string_view text = without_blanks(head);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string begin = lower_case(text.substr(0, 16));
  if (begin.starts_with("<!doctype") || begin.starts_with("<html"))
    return "this is a web page, not the file that it links to; download the raw file";
  if (begin.starts_with("<?xml")) return fmt::format("this is XML; {}", with_pandas);
  if (begin.starts_with("version https://"sv.substr(0, 16)) && text.starts_with("version https://git-lfs"))
    return "this is a pointer of Git LFS, not the file itself; 'git lfs pull' fetches it";
  if (begin.starts_with("{\"") || begin.starts_with("[{"))
    return fmt::format("this is JSON; {}", with_pandas);
  return "";
}

bool is_arff(const std::string& head) {
  std::string_view text = head;
  while ((text = without_blanks(text)).starts_with('%'))
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  return lower_case(text.substr(0, 9)) == "@relation";
}

/// The one table in a ZIP file, whose packed bytes are held.
ByteStreamPtr open_member(const std::filesystem::path& path, std::string_view parameter, std::string bytes,
                          ErrorSink& sink) {
  const ZipReader zip(bytes);
  std::vector<std::size_t> tables;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < zip.names().size(); ++i) {
    const std::string& name = zip.names()[i];
    if (name == "xl/workbook.xml" || name == "xl/workbook.bin") {
      sink.error(parameter, fmt::format("this is an Excel workbook; {}", as_csv));
      return nullptr;
    }
    if (name == "content.xml") {
      sink.error(parameter, fmt::format("this is an OpenDocument sheet; {}", as_csv));
      return nullptr;
    }
    const bool is_hidden = name.starts_with("__MACOSX/") || name.ends_with("/") ||
                           std::filesystem::path(name).filename().string().starts_with(".");
    if (is_hidden) continue;
    tables.push_back(i);
    names.push_back(name);
  }
  if (tables.size() == 1) {
    const ZipReader::Packed member = zip.packed(tables.front());
    const auto begin = static_cast<std::size_t>(member.bytes.data() - bytes.data());
    bytes.resize(begin + member.bytes.size());
    bytes.erase(0, begin);
    auto packed = stream_of(std::move(bytes));
    return member.deflated ? deflated_content(path, std::move(packed), member.size, member.checksum)
                           : std::move(packed);
  }
  constexpr std::size_t most_named = 5;
  if (names.size() > most_named) {
    names.resize(most_named);
    names.emplace_back("…");
  }
  sink.error(parameter, tables.empty()
                            ? "this ZIP file is empty"
                            : fmt::format("this ZIP file holds {} files ({}); unpack it and name one",
                                          tables.size(), join(names, ", ")));
  return nullptr;
}

ByteStreamPtr open(const std::filesystem::path& path, std::string_view parameter, DataFiles& files,
                   bool has_title, ErrorSink& sink) {
  constexpr std::size_t most_for_arff = std::size_t{1} << 16U;
  ByteStreamPtr bytes = files.open(path);
  std::string head = read_up_to(*bytes, looked_at);
  if (head.starts_with("\x1F\x8B"sv)) {
    bytes = gzip_content(path, put_back(std::move(head), std::move(bytes)));
    head = read_up_to(*bytes, looked_at);
  }
  if (head.starts_with("PK\3\4"sv) || head.starts_with("PK\5\6"sv)) {
    constexpr std::size_t most_packed = std::size_t{4} << 30U;
    constexpr std::size_t block = std::size_t{1} << 20U;
    std::string all = std::move(head);
    for (std::string more; !(more = read_up_to(*bytes, block)).empty();) {
      if (all.size() + more.size() > most_packed) throw std::runtime_error("a ZIP file of more than 4 GiB");
      all += more;
    }
    return open_member(path, parameter, std::move(all), sink);
  }
  if (!has_title && is_arff(head)) {
    head += read_up_to(*bytes, most_for_arff);
    sink.error(parameter, fmt::format("this is an ARFF file of Weka; {}", arff_cure(head)));
    return nullptr;
  }
  if (const std::string why = refusal(head); !why.empty()) {
    sink.error(parameter, why);
    return nullptr;
  }
  return put_back(std::move(head), std::move(bytes));
}

}  // namespace

std::string shown_path(const std::filesystem::path& path) {
  std::error_code none;
  const auto near = path.lexically_proximate(std::filesystem::current_path(none));
  return near.empty() || near.begin()->string() == ".." ? path.string() : near.string();
}

ByteStreamPtr open_table(const std::filesystem::path& path, std::string_view parameter, DataFiles& files,
                         bool has_title, ErrorSink& sink) {
  try {
    return open(path, parameter, files, has_title, sink);
  } catch (const std::runtime_error& error) {
    sink.error(parameter, error.what());
    return nullptr;
  }
}

}  // namespace runner
