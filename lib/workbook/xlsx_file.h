#pragma once

#include <xlsxwriter.h>

#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "record/replaced_file.h"

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

/// An .xlsx file that takes its place only when it is whole. Its bytes depend on its content alone: no clock.
/// Throws std::runtime_error with the file's name; without `commit` what was there stays.
class XlsxFile {
 public:
  /// With `is_large` rows go to disk as they are written, from the first to the last, and charts keep no copy
  /// of their numbers, which some viewers want.
  XlsxFile(const std::filesystem::path& path, const std::string& title, bool is_large);
  ~XlsxFile();
  XlsxFile(const XlsxFile&) = delete;
  XlsxFile& operator=(const XlsxFile&) = delete;

  /// A sheet of this name, or of one like it that a sheet may have.
  lxw_worksheet* add_sheet(std::string_view name);
  lxw_chart* add_chart(lxw_chart_type type);
  lxw_format* format(CellStyle style) const { return formats_[static_cast<std::size_t>(style)]; }

  void commit();

  /// Throws unless it went well.
  void check(lxw_error error) const;

 private:
  [[noreturn]] void fail(std::string_view why) const;

  std::filesystem::path path_;
  ReplacedFile file_;
  lxw_workbook* book_;
  std::array<lxw_format*, cell_styles> formats_;
  std::set<std::string> names_;  // of sheets, in lower case
};

/// A name for a sheet that is none of `taken` (in lower case, to which it is added): at most 31 characters,
/// none of []:*?/\ and controls, no apostrophe at an end; spreadsheets refuse others.
std::string sheet_name(std::string_view wanted, std::set<std::string>& taken);

/// Text as a cell can have it: valid UTF-8 of characters that XML allows (controls it can have another way),
/// at most 32,767 of them; what is cut ends with "…".
std::string cell_text(std::string_view text);

}  // namespace runner
