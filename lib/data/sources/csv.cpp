#include "data/sources/csv.h"

#include <memory>
#include <stdexcept>

#include "data/sources/csv_columns.h"
#include "spec/registration.h"

namespace runner {

namespace {

constexpr std::size_t largest_csv = std::size_t{8} << 30U;

bool is_delimiter(const CsvConfig& config) {
  return config.delimiter.size() == 1 &&
         std::string_view("\"\r\n").find(config.delimiter) == std::string::npos;
}

/// A path below the current folder is shown from there on.
std::string shown_path(const std::filesystem::path& path) {
  std::error_code none;
  const auto near = path.lexically_proximate(std::filesystem::current_path(none));
  return near.empty() || near.begin()->string() == ".." ? path.string() : near.string();
}

SourcePtr read_source(const DataConfig::File& file, DataFiles& files, ErrorSink& sink) {
  auto source = std::make_shared<Source>();
  source->name = shown_path(file.path);
  try {
    source->text = files.take(file.path, largest_csv);
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (source->text.starts_with(byte_order_mark)) source->text.erase(0, byte_order_mark.size());
  } catch (const std::runtime_error& error) {
    sink.error(file.parameter, error.what());
    return nullptr;
  }
  return source;
}

/// A file that is being read. What is kept of its texts lives as long.
struct OpenCsv {
  OpenCsv(const SourcePtr& source, char delimiter, Diagnostics& diagnostics)
      : mistakes(source, diagnostics), reader(delimiter, mistakes) {}

  CsvMistakes mistakes;
  CsvReader reader;
};

/// All files of a table, one after the other, into the same rows.
class CsvFiles {
 public:
  CsvFiles(const CsvConfig& config, TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics)
      : config_(config), wanted_(wanted), sink_(sink), diagnostics_(diagnostics) {}

  /// False after a mistake.
  bool read(const DataConfig::File& file, GivenPart part, DataFiles& files) {
    const SourcePtr source = read_source(file, files, sink_);
    if (!source) return false;
    open_.push_back(std::make_unique<OpenCsv>(source, config_.delimiter.front(), diagnostics_));
    OpenCsv& csv = *open_.back();
    return !csv.mistakes.any() && read_rows(csv, file, part);
  }

  CsvRows& rows() { return *rows_; }

 private:
  bool read_rows(OpenCsv& csv, const DataConfig::File& file, GivenPart part) {
    std::vector<CsvCell> record;
    if (!csv.reader.next(record)) {
      if (!csv.mistakes.any()) sink_.error(file.parameter, "the file is empty");
      return false;
    }
    if (!read_header(csv, record, file, part)) return false;
    const std::size_t width = record.size(), before = rows_->rows();
    if (before == 0) rows_->expect(csv.reader.most_records(width), csv.mistakes.source()->text.size());
    bool any_record = false;
    while (csv.reader.next(record, width + 1)) {  // one more shows where a row is too long
      any_record = true;
      if (!rows_->add(record, csv.reader.cell_count())) break;
    }
    if (csv.mistakes.any()) return false;
    if (rows_->rows() > before) return true;
    sink_.error(file.parameter, any_record ? "every row has a missing value and is dropped"
                                           : "the file has a header but no rows");
    return false;
  }

  bool read_header(OpenCsv& csv, const std::vector<CsvCell>& header, const DataConfig::File& file,
                   GivenPart part) {
    auto columns = rows_ ? same_columns(columns_, header, std::string(file.parameter), sink_, csv.mistakes)
                         : choose_columns(config_, header, sink_, csv.mistakes);
    if (!columns) return false;
    if (!rows_) {
      columns_ = *columns;
      rows_ = std::make_unique<CsvRows>(*columns, wanted_, config_.missing == Missing::drop, csv.mistakes);
    }
    if (config_.files().size() > 1) rows_->begin_file(std::move(*columns), part, csv.mistakes);
    return true;
  }

  const CsvConfig& config_;
  TargetKind wanted_;
  ErrorSink& sink_;
  Diagnostics& diagnostics_;
  std::vector<std::unique_ptr<OpenCsv>> open_;
  CsvColumns columns_;  // of the first file
  std::unique_ptr<CsvRows> rows_;
};

GivenPart part_of(const DataConfig::File& file) {
  if (file.parameter == "validation_path") return GivenPart::validation;
  return file.parameter == "test_path" ? GivenPart::test : GivenPart::none;
}

}  // namespace

Spec<CsvConfig> CsvConfig::spec() {
  using C = CsvConfig;
  return Spec<C>("csv", "A table in a CSV file, whose first row names the columns; .gz is unpacked.")
      .source("RFC 4180")
      .required("path", &C::path, "The file, relative to the file that names it.")
      .field("target", &C::target, "The column to be predicted, or a list of columns; by default the last.")
      .field("features", &C::features, "The columns to predict from; by default all others.")
      .field("categorical", &C::categorical,
             "Features of numbers that stand for categories; features of texts are categories anyway. A "
             "category "
             "becomes a column of 0 and 1.")
      .field("missing", &C::missing,
             "What to do about an empty cell, NA, NaN or ?: report an error, or drop the row.")
      .field("delimiter", &C::delimiter, "The character between cells.")
      .field("validation_path", &C::validation_path,
             "A file whose rows are the validation part; it has the columns that are read of path, by their "
             "names.")
      .since(2)
      .field("test_path", &C::test_path, "The same for the test part.")
      .since(2)
      .check("split", "the parts are given by files or by 'split.column', not by both",
             [](const C& c) { return !c.split.column || (!c.validation_path && !c.test_path); })
      .check("features", "expected at least one column",
             [](const C& c) { return !c.features || !c.features->empty(); })
      .check("target", "expected at least one column",
             [](const C& c) {
               const auto* list = c.target ? std::get_if<1>(&*c.target) : nullptr;
               return !list || !list->empty();
             })
      .check("delimiter", "expected a single character, no quote or line end", is_delimiter);
}

std::vector<DataConfig::File> CsvConfig::files() const {
  std::vector<File> all = {{"path", path}};
  if (validation_path) all.push_back({"validation_path", *validation_path});
  if (test_path) all.push_back({"test_path", *test_path});
  return all;
}

std::optional<Dataset> CsvConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                                       DataFiles& files) const {
  CsvFiles all(*this, wanted, sink, diagnostics);
  for (const File& file : this->files())
    if (!all.read(file, part_of(file), files)) return std::nullopt;
  CsvRows* rows = &all.rows();
  Dataset data;
  rows->take_features(data);
  if (const auto reason = encode_target(rows->take_target(), wanted, data)) {
    sink.error("target", *reason);
    return std::nullopt;
  }
  return data;
}

template Registration<DataConfig> registration<DataConfig, CsvConfig>();

}  // namespace runner
