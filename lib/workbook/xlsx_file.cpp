// Writing by libxlsxwriter, which makes the parts of the file as temporary files and packs them at the end.
// It does not look whether these could be written, so the packed file is read once before it takes its place.
#include "workbook/xlsx_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "record/replaced_file.h"
#include "workbook/own_process.h"
#include "workbook/packed_parts.h"

namespace runner {
namespace {

constexpr std::time_t long_ago = 315'532'800;  // 1980-01-01, as the parts have it: without it, it is now
constexpr lxw_color_t heading_fill = 0xE8EEF4, note_color = 0x666666;

/// The library says nothing but null: of memory that is lacking, and of a temporary file that can't be
/// opened.
[[noreturn]] void fail_to_make() {
  if (errno == EMFILE || errno == ENFILE) throw std::runtime_error(std::generic_category().message(errno));
  throw std::bad_alloc();
}

lxw_format* styled(lxw_workbook* book, CellStyle style) {
  lxw_format* format = workbook_add_format(book);
  if (format == nullptr) fail_to_make();
  switch (style) {
    case CellStyle::general:
      break;
    case CellStyle::whole:
      format_set_num_format(format, "#,##0");
      break;
    case CellStyle::decimals:
      format_set_num_format(format, "0.0000");
      break;
    case CellStyle::scientific:
      format_set_num_format(format, "0.00E+00");
      break;
    case CellStyle::seconds:
      format_set_num_format(format, "0.000");
      break;
    case CellStyle::heading:
      format_set_bold(format);
      format_set_bg_color(format, heading_fill);
      format_set_bottom(format, LXW_BORDER_THIN);
      break;
    case CellStyle::title:
      format_set_bold(format);
      break;
    case CellStyle::note:
      format_set_italic(format);
      format_set_font_color(format, note_color);
      break;
  }
  return format;
}

/// Units of UTF-16, in which spreadsheets count.
std::size_t width_in_units(std::string_view character) {
  return character.size() > 3 ? 2 : 1;
}

/// The front of a text of at most `most` units.
std::string_view front(std::string_view text, std::size_t most) {
  std::size_t at = 0, units = 0;
  while (at < text.size()) {
    const std::size_t length = character_length(text.substr(at));
    units += width_in_units(text.substr(at, length));
    if (units > most) break;
    at += length;
  }
  return text.substr(0, at);
}

/// U+FFFE and U+FFFF are no characters of XML; each has three bytes, as what stands for one that is none.
void replace_noncharacters(std::string& text) {
  for (const char last : {'\xBE', '\xBF'}) {
    const std::string wrong = std::string("\xEF\xBF") + last;
    for (std::size_t at = text.find(wrong); at != std::string::npos; at = text.find(wrong, at))
      text.replace(at, wrong.size(), "\xEF\xBF\xBD");
  }
}

}  // namespace

std::string sheet_name(std::string_view wanted, std::set<std::string>& taken) {
  constexpr std::size_t most = 31;
  std::string base = is_visible(wanted) ? std::string(wanted) : visible_text(wanted);
  for (char& c : base) {
    if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos) c = '_';
  }
  if (base.empty()) base = "_";
  std::string name(front(base, most));
  for (int i = 2; !taken.insert(lower_case(name)).second; ++i) {
    const std::string ending = fmt::format(" {}", i);
    name = std::string(front(base, most - ending.size())) + ending;
  }
  return name;
}

std::string cell_text(std::string_view text) {
  constexpr std::size_t most = 32'767;
  const bool can_be_written = !find_invalid_utf8(text) && text.find('\0') == std::string_view::npos;
  std::string whole = can_be_written ? std::string(text) : visible_text(text);
  replace_noncharacters(whole);
  if (front(whole, most).size() == whole.size()) return whole;
  return std::string(front(whole, most - 1)) + "…";
}

XlsxFile::XlsxFile(const std::filesystem::path& path, const std::string& title) {
  lxw_workbook_options options = {};
  // Else charts have copies of their numbers too, which may be wrong, and nobody told, where memory runs out.
  options.constant_memory = LXW_TRUE;
  errno = 0;
  book_ = workbook_new_opt(path.c_str(), &options);
  if (book_ == nullptr) fail_to_make();
  std::string shown = cell_text(title);
  lxw_doc_properties properties = {};
  properties.title = shown.data();
  properties.created = long_ago;
  check(workbook_set_properties(book_, &properties));
  for (std::size_t i = 0; i < cell_styles; ++i) formats_[i] = styled(book_, static_cast<CellStyle>(i));
}

XlsxFile::~XlsxFile() {
  if (book_ != nullptr) lxw_workbook_free(book_);
}

void XlsxFile::check(lxw_error error) const {
  // What the library could not allocate is now and then missing without an error.
  if (error == LXW_ERROR_MEMORY_MALLOC_FAILED || errno == ENOMEM) throw std::bad_alloc();
  if (error != LXW_NO_ERROR) throw std::runtime_error(lxw_strerror(error));
}

lxw_worksheet* XlsxFile::add_sheet(std::string_view name) {
  lxw_worksheet* sheet = workbook_add_worksheet(book_, sheet_name(name, names_).c_str());
  if (sheet == nullptr) fail_to_make();
  return sheet;
}

lxw_chart* XlsxFile::add_chart(lxw_chart_type type) {
  lxw_chart* chart = workbook_add_chart(book_, static_cast<std::uint8_t>(type));
  if (chart == nullptr) fail_to_make();
  return chart;
}

void XlsxFile::close() {
  check(LXW_NO_ERROR);
  errno = 0;
  const lxw_error error = workbook_close(std::exchange(book_, nullptr));
  const int reason = errno;
  if (error == LXW_NO_ERROR || reason == 0 || reason == ENOMEM) return check(error);
  throw std::runtime_error(std::generic_category().message(reason));
}

void write_xlsx(const std::filesystem::path& path, const std::string& title,
                const std::function<void(XlsxFile&)>& fill) {
  ReplacedFile file(path);
  try {
    in_own_process([&] {
      XlsxFile xlsx(file.private_path(), title);
      fill(xlsx);
      xlsx.close();
    });
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format("cannot write '{}': {}", path.string(), error.what()));
  }
  if (!are_parts_whole(file.private_path())) {
    throw std::runtime_error(fmt::format(
        "cannot write '{}': a temporary file could not be written to its end (TMPDIR says where they "
        "are)",
        path.string()));
  }
  file.commit();
}

}  // namespace runner
