#pragma once

#include <xlsxwriter.h>

#include <array>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace runner {

/// How a cell looks.
enum class CellStyle {
  general,     ///< as the spreadsheet has it
  whole,       ///< 12,345
  decimals,    ///< 0.1235
  scientific,  ///< 1.23E-08
  seconds,     ///< 0.123
  heading,     ///< of a table
  title,
  note  ///< what is to be known of the sheet
};
inline constexpr std::size_t cell_styles = 8;

/// An .xlsx file that is being written. Its bytes depend on its content alone: no clock. Throws
/// std::runtime_error with a reason, and std::bad_alloc.
class XlsxFile {
 public:
  /// Rows go to disk as they are written, from the first to the last: a sheet may be larger than memory.
  XlsxFile(const std::filesystem::path& path, const std::string& title);
  ~XlsxFile();
  XlsxFile(const XlsxFile&) = delete;
  XlsxFile& operator=(const XlsxFile&) = delete;

  /// A sheet of this name, or of one like it that a sheet may have.
  lxw_worksheet* add_sheet(std::string_view name);
  lxw_chart* add_chart(lxw_chart_type type);
  lxw_format* format(CellStyle style) const { return formats_[static_cast<std::size_t>(style)]; }

  /// Throws unless it went well.
  void check(lxw_error error) const;

  void close();

 private:
  lxw_workbook* book_;
  std::array<lxw_format*, cell_styles> formats_;
  std::set<std::string> names_;  // of sheets, in lower case
};

/// An .xlsx file with what `fill` puts into it takes its place when it is whole. Throws std::runtime_error
/// with the file's name, std::bad_alloc, Interrupted; then what was there stays. `fill` is called in another
/// process.
void write_xlsx(const std::filesystem::path& path, const std::string& title,
                const std::function<void(XlsxFile&)>& fill);

/// A name for a sheet that is none of `taken` (in lower case, to which it is added): at most 31 characters,
/// none of []:*?/\ and controls, no apostrophe at an end; spreadsheets refuse others.
std::string sheet_name(std::string_view wanted, std::set<std::string>& taken);

/// Text as a cell can have it: valid UTF-8 of characters that XML allows (controls it can have another way),
/// at most 32,767 of them; what is cut ends with "…".
std::string cell_text(std::string_view text);

}  // namespace runner
