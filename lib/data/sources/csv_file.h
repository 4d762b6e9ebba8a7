#pragma once

#include <string>

#include "data/data_files.h"
#include "spec/error_sink.h"

namespace runner {

/// A path below the current folder is shown from there on.
std::string shown_path(const std::filesystem::path& path);

/// The bytes of a table: a file as it is, unpacked where it is gzip, or the one member of a ZIP file. Reports
/// at `parameter` what is no table in text: a workbook, an archive, a picture; null then. What there is to do
/// about it is told as well. `has_title`: that lines in front of the table are left out is known.
ByteStreamPtr open_table(const std::filesystem::path& path, std::string_view parameter, DataFiles& files,
                         bool has_title, ErrorSink& sink);

}  // namespace runner
