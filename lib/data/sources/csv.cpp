#include "data/sources/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "base/memory.h"
#include "base/text.h"
#include "data/preprocess/simple_imputer.h"
#include "data/sources/csv_columns.h"
#include "data/sources/csv_file.h"
#include "data/sources/csv_layout.h"
#include "data/sources/csv_rows.h"
#include "spec/registration.h"

// The first rows show how the table is written; then one record after the other is read, and of the text no
// more is in memory than that. Where a later row shows that something has to be known from the first row on,
// the file is read once more.

namespace runner {

namespace {

bool is_delimiter(const CsvConfig& config) {
  const std::string& delimiter = config.delimiter;
  if (delimiter == "auto" || delimiter == "tab" || delimiter == "whitespace") return true;
  return delimiter.size() == 1 && std::string_view("\"\r\n").find(delimiter) == std::string::npos;
}

bool are_thousands(const CsvConfig& config) {
  return config.thousands.empty() ||
         (config.thousands != choice_name(config.decimal) &&
          character_length(config.thousands) == config.thousands.size() &&
          std::string_view("0123456789+-eE\"\n").find(config.thousands.front()) == std::string_view::npos);
}

/// The columns that `missing` names are there, and targets are not filled in.
bool check_missing(const MissingConfig& missing, const CsvColumns& columns, ErrorSink& sink) {
  bool good = true;
  for (const auto& [name, rule] : missing.columns) {
    const std::string place = "missing.columns." + name;
    if (std::ranges::find(columns.targets, name, &CsvColumn::name) != columns.targets.end()) {
      if (!fills(missing_rule(missing, name).strategy)) continue;
      sink.error(
          place,
          fmt::format("column '{}' is the target, which is never filled in; expected error or drop", name));
    } else if (std::ranges::find(columns.features, name, &CsvColumn::name) == columns.features.end()) {
      std::vector<std::string> known;
      for (const CsvColumn& column : columns.features) known.push_back(column.name);
      sink.error(place, fmt::format("there is no feature '{}'{}", name, suggestion(name, known)));
    } else {
      continue;
    }
    good = false;
  }
  return good;
}

GivenPart part_of(const DataConfig::File& file) {
  if (file.parameter == "validation_path") return GivenPart::validation;
  return file.parameter == "test_path" ? GivenPart::test : GivenPart::none;
}

/// One reading of a table from its first byte to its last, of all its files one after the other.
class Reading {
 public:
  Reading(const CsvConfig& config, TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
          CsvKnown& known)
      : config_(config),
        wanted_(wanted),
        sink_(sink),
        diagnostics_(diagnostics),
        known_(known),
        is_missing_(missing_config(config.missing).markers) {}

  /// Nothing after a mistake; no rows where it has to be repeated, with what is known then. Throws
  /// std::runtime_error where a file can't be read.
  std::optional<Dataset> read(DataFiles& files) {
    for (const DataConfig::File& file : config_.files()) {
      ByteStreamPtr bytes = open_table(file.path, file.parameter, files, config_.skip_rows > 0, sink_);
      if (!bytes) return std::nullopt;
      CsvMistakes& mistakes = mistakes_.emplace_back(shown_path(file.path), diagnostics_);
      CsvText text(std::move(bytes), config_.encoding);
      const std::size_t least_columns = config_.target_is_input() ? 1 : 2;
      const auto layout = begin_table(config_, is_missing_, text, sink_, mistakes, least_columns);
      if (!layout) return std::nullopt;
      CsvReader reader(text, layout->dialect, layout->first_line, mistakes);
      if (!read_rows(reader, *layout, text, file, mistakes)) {
        if (rows_) rows_->tell_counts();
        return std::nullopt;
      }
      if (rows_->is_to_be_read_again()) {
        known_ = rows_->known();
        again_ = true;
        return Dataset();
      }
      tell_decided(*layout, text.encoding());
    }
    rows_->tell_counts();
    rows_->check_columns();
    if (mistakes_.back().any()) return std::nullopt;
    known_ = rows_->known();
    return dataset();
  }

  bool is_to_be_repeated() const { return again_; }

 private:
  /// False after a mistake.
  bool read_rows(CsvReader& reader, const CsvLayout& layout, const CsvText& text,
                 const DataConfig::File& file, CsvMistakes& mistakes) {
    std::vector<CsvCell> record;
    do {
      if (reader.next(record)) continue;
      if (!mistakes.any()) sink_.error(file.parameter, "the file is empty");
      return false;
    } while (reader.parser().filled() == 0);
    if (!begin_file(layout, record, file, mistakes)) return false;
    const std::size_t width = record.size(), before = rows_->rows();
    if (before == 0) rows_->expect(expected_rows(layout, text));
    const auto add = [&] {
      return rows_->add(record, reader.parser().cell_count(), reader.parser().filled());
    };
    bool any = !layout.has_header;
    bool more = layout.has_header || add();
    std::vector<double> numbers(rows_->number_count());
    const auto take_plain_rows = [&] {
      const CsvPlainRow* how = more ? rows_->plain_row(reader.dialect()) : nullptr;
      if (how) reader.take_plain_rows(*how, numbers, [&] { rows_->add_numbers(numbers); });
    };
    take_plain_rows();
    while (more && reader.next(record, width + 1)) {  // one more shows where a row is too long
      any = true;
      more = add();
      take_plain_rows();
    }
    if (mistakes.any()) return false;
    if (rows_->is_to_be_read_again() || rows_->rows() > before || rows_->lacks_values()) return true;
    sink_.error(file.parameter, !any ? "the file has a header but no rows"
                                     : fmt::format("every row has a missing value and is dropped: {}",
                                                   rows_->missing_text()));
    return false;
  }

  bool begin_file(const CsvLayout& layout, const std::vector<CsvCell>& first, const DataConfig::File& file,
                  CsvMistakes& mistakes) {
    auto columns =
        rows_ ? same_columns(config_, columns_, layout, first, std::string(file.parameter), sink_, mistakes)
              : choose_columns(config_, layout, first, sink_, mistakes);
    if (!columns || mistakes.any()) return false;
    if (!rows_) {
      if (!check_missing(missing_config(config_.missing), *columns, sink_)) return false;
      columns_ = *columns;
      rows_.emplace(*columns, config_, is_missing_, wanted_, known_, mistakes);
    }
    if (config_.files().size() > 1) rows_->begin_file(std::move(*columns), part_of(file), mistakes);
    return true;
  }

  /// By the length of the first ones, and a bit more.
  static std::size_t expected_rows(const CsvLayout& layout, const CsvText& text) {
    constexpr double margin = 1.03;
    constexpr std::uint64_t few = 1000;
    if (layout.bytes_per_row <= 0 || text.size() == 0) return 0;
    return static_cast<std::size_t>(static_cast<double>(text.size()) / layout.bytes_per_row * margin) + few;
  }

  void tell_decided(const CsvLayout& layout, Encoding encoding) {
    std::vector<std::string> notes = layout.decided;
    if (std::string note = encoding_note(config_, encoding); !note.empty()) notes.push_back(std::move(note));
    for (std::string& note : notes)
      if (std::ranges::find(decided_, note) == decided_.end()) decided_.push_back(std::move(note));
  }

  std::optional<Dataset> dataset() {
    Dataset data;
    data.notes = decided_;
    for (std::string& note : rows_->notes()) data.notes.push_back(std::move(note));
    if (!rows_->take_features(data, sink_)) return std::nullopt;
    if (const auto reason = encode_target(rows_->take_target(), wanted_, data)) {
      sink_.error("target", *reason);
      return std::nullopt;
    }
    if (known_.text_target) warn_of_like_classes(data.class_names);
    return data;
  }

  /// adult.test ends its classes in a dot, adult.data does not.
  void warn_of_like_classes(const std::vector<std::string>& names) {
    std::map<std::string, std::string_view> seen;
    for (const std::string& name : names) {
      std::string plain = name.size() > 1 ? lower_case(name) : name;
      std::erase_if(plain, [](char c) { return c == '.' || c == ' ' || c == '_' || c == '-'; });
      const auto [other, is_new] = seen.emplace(std::move(plain), name);
      if (is_new || other->first.empty()) continue;
      sink_.warning("target",
                    fmt::format("classes '{}' and '{}' differ by a sign or the case of letters only; "
                                "if they are one, write them alike in the file",
                                shortened(other->second, 40), shortened(name, 40)));
    }
  }

  const CsvConfig& config_;
  TargetKind wanted_;
  ErrorSink& sink_;
  Diagnostics& diagnostics_;
  CsvKnown& known_;
  MissingMarkers is_missing_;
  std::deque<CsvMistakes> mistakes_;  // of each file
  CsvColumns columns_;                // of the first file
  std::optional<CsvRows> rows_;
  std::vector<std::string> decided_;
  bool again_ = false;
};

}  // namespace

Spec<CsvConfig> CsvConfig::spec() {
  using C = CsvConfig;
  return Spec<C>("csv",
                 "A table in a text file, as programs and people write them; .gz, and .zip with one file in "
                 "it, are "
                 "unpacked.")
      .source("RFC 4180")
      .revision(2)
      .required("path", &C::path, "The file, relative to the file that names it.")
      .field("target", &C::target,
             "The column to be predicted, or a list of columns; by default the last. input: each row is its "
             "own "
             "target, after `preprocess`; [input] is a column of that name.")
      .field("features", &C::features, "The columns to predict from; by default all others.")
      .field("categorical", &C::categorical,
             "Features of numbers that stand for categories; features of texts are categories anyway. A "
             "category "
             "becomes a column of 0 and 1.")
      .field("missing", &C::missing,
             "What to do about an empty cell, NA, null, ? and their like: report an error, drop the row, or "
             "fill "
             "it in.")
      .field(
          "delimiter", &C::delimiter,
          "What stands between cells: auto, tab, whitespace (any number of blanks and tabs), or a character.")
      .was(std::string(","), 2)
      .field("exclude", &C::exclude, "Columns that are no features, by name or pattern (id_*).")
      .since(2)
      .field("header", &C::header,
             "Whether the first row names the columns, or a list of names; without names they are column0, "
             "column1, and so on. auto: it does where it could not be a row of values.")
      .since(2)
      .field("decimal", &C::decimal,
             "What stands in front of a number's decimals; auto looks at each column.")
      .since(2)
      .field("thousands", &C::thousands, "What stands between groups of three digits; by default nothing.")
      .since(2)
      .field("parse", &C::parse,
             "How columns of texts become numbers: percent (32% is 0.32), currency ($37), unit (35 kg; one "
             "unit in "
             "all rows), number, date (days since 1970-01-01), or a date's format such as \"%d.%m.%Y\".")
      .since(2)
      .field("comment", &C::comment, "Lines that begin with it are left out.")
      .since(2)
      .field("skip_rows", &C::skip_rows, "Lines at the begin of the file that are left out.", at_least(0))
      .since(2)
      .field("encoding", &C::encoding,
             "How characters are written; auto goes by the byte order mark and takes for windows-1252 what "
             "is not "
             "UTF-8.")
      .since(2)
      .field("sample_weight", &C::sample_weight, sample_weight_help)
      .since(2)
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
      .check("thousands",
             "expected one character that is no digit and not the decimal one; write thousands: \",\"",
             are_thousands)
      .check("delimiter", "expected auto, tab, whitespace or a single character, no quote or line end",
             is_delimiter);
}

std::vector<DataConfig::File> CsvConfig::files() const {
  std::vector<File> all = {{"path", path}};
  if (validation_path) all.push_back({"validation_path", *validation_path});
  if (test_path) all.push_back({"test_path", *test_path});
  return all;
}

bool CsvConfig::target_is_input() const {
  const auto* one = target ? std::get_if<std::string>(&*target) : nullptr;
  return one && *one == choice_name(InputTarget::input);
}

std::shared_ptr<const PreprocessorConfig> CsvConfig::imputer() const {
  MissingConfig config = missing_config(missing);
  return fills_any(config) ? std::make_shared<const SimpleImputerConfig>(std::move(config)) : nullptr;
}

std::optional<Dataset> CsvConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                                       DataFiles& files) const {
  constexpr std::size_t most_readings = 100;
  try {
    CsvKnown known;
    for (std::size_t i = 0; i < most_readings; ++i) {
      Reading reading(*this, wanted, sink, diagnostics, known);
      auto data = reading.read(files);
      if (!data || !reading.is_to_be_repeated()) return data;
    }
  } catch (const std::runtime_error& error) {
    sink.error("path", error.what());
    return std::nullopt;
  }
  sink.error("path", "most of its columns are empty at first; give their values or exclude them");
  return std::nullopt;
}

template Registration<DataConfig> registration<DataConfig, CsvConfig>();

}  // namespace runner
