#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "data/missing.h"
#include "data/raw_target.h"
#include "data/sources/csv_columns.h"
#include "data/sources/csv_marks.h"
#include "data/sources/csv_numbers.h"

namespace runner {

/// What turned out while a table was read, and has to be known from its first row on.
struct CsvKnown {
  std::set<std::size_t> filled;  ///< positions of columns with a value, which seemed to have none
  bool text_target = false;      ///< the target is texts, although the first rows have numbers
};

/// Collects the records of a CSV file into samples, and reports cells that don't fit their column.
class CsvRows {
 public:
  /// All of it must outlive this.
  CsvRows(CsvColumns columns, const CsvConfig& config, const MissingMarkers& is_missing, TargetKind wanted,
          const CsvKnown& known, CsvMistakes& mistakes);

  /// Makes room for about so many rows, if it can be had.
  void expect(std::size_t rows);

  /// The records that follow are of another file: `columns` are the same ones as they are there, all of its
  /// rows are given to `part`. For the first file too, where there are several.
  void begin_file(CsvColumns columns, GivenPart part, CsvMistakes& mistakes);

  /// A record with `count` cells of which the last `count - filled` are empty; those up to one more than
  /// there are columns are here. False when it is no use to read on.
  bool add(const std::vector<CsvCell>& record, std::size_t count, std::size_t filled);

  /// How rows look in which all that is read is a number; nothing where that can't be said (yet). Good until
  /// the next file begins.
  const CsvPlainRow* plain_row(const CsvDialect& dialect);
  /// Of such a row the numbers: of the features, then of the targets.
  void add_numbers(std::span<const double> numbers);
  std::size_t number_count() const { return features_.size() + columns_.targets.size(); }

  /// What is known after this reading, and whether the table has to be read again with it.
  const CsvKnown& known() const { return known_; }
  bool is_to_be_read_again() const { return again_; }
  /// Mistakes that are told once for a column, after what was read of its rows.
  void tell_counts();
  /// Whether missing cells are among them.
  bool lacks_values() const;
  /// What only all rows show: identifiers, texts that look like numbers, empty columns that are asked for.
  void check_columns();

  std::size_t rows() const { return rows_; }  ///< that were kept
  /// "'Age' in 12 of 300 rows, 'Cabin' in 204": where values are missing.
  std::string missing_text() const;
  /// What has to be said of what was left out.
  std::vector<std::string> notes() const;
  /// The targets of all rows; called once, at the end. Texts live as long as this.
  RawTarget take_target();
  /// Columns and values of the features; called once, at the end.
  /// False after an error: a column's missing cells can't be filled in as `missing` says.
  bool take_features(Dataset& data, ErrorSink& sink);

 private:
  enum class Kind { unknown, numeric, categorical };
  struct Feature {
    CsvColumn column;
    Kind kind = Kind::unknown;
    MissingStrategy strategy = MissingStrategy::error;
    std::size_t to_fill = 0;                                  ///< missing cells that are filled in later
    std::map<std::string, int, std::less<>> categories = {};  ///< numbered as they appear
    std::size_t missing = 0, missing_in_dropped = 0;          ///< rows
    std::string unit = {};                                    ///< of its first cell
    std::optional<Place> first_missing = {};                  ///< where no cell may be missing
    std::size_t misfits = 0;                                  ///< cells that are not of its kind
    bool told = false;                                        ///< what is wrong with all of it
    bool plain = false;                                       ///< numbers without separators of thousands
  };

  bool read_value(const CsvColumn& column, std::string& unit, std::string_view text, double& value) const;
  bool are_plain_numbers(const CsvColumn& column) const;
  void keep_row(std::int64_t file_row);
  bool has_all_cells(const std::vector<CsvCell>& record, std::size_t count, std::size_t filled);
  void tell_missing(const std::vector<CsvCell>& record);
  void add_marks(const std::vector<CsvCell>& record);
  void drop_row();
  double text_value(Feature& feature, const CsvCell& cell);
  double category(Feature& feature, const CsvCell& cell);
  void tell_misfit(Feature& feature, const CsvCell& cell, bool number);
  bool tell_look_of_texts(Feature& feature);
  bool is_identifier(const Feature& feature) const;
  void tell_identifier(const Feature& feature);
  bool add_target(const std::vector<CsvCell>& record);
  bool add_target_cell(std::size_t i, const CsvCell& cell);
  void add_target_text(std::string_view text);
  void cut_empty_columns();

  CsvColumns columns_;
  const CsvConfig& config_;
  const MissingMarkers& is_missing_;
  MissingConfig missing_;
  std::vector<MissingStrategy> target_strategies_;
  TargetKind wanted_;
  bool may_be_text_;
  CsvKnown known_;
  bool again_ = false;
  CsvMistakes* mistakes_;
  std::vector<Feature> features_;
  std::vector<std::size_t> targets_missing_, waiting_;  ///< per target; features whose cell is no number
  std::vector<std::string> target_units_;
  std::size_t rows_ = 0, read_ = 0, blank_ = 0;
  std::vector<double> values_;  ///< rows × features; a category by its number
  std::vector<double> target_numbers_;
  std::vector<std::int32_t> target_codes_;  ///< where the target is texts
  std::map<std::string, std::int32_t, std::less<>> target_texts_;
  CsvMarks marks_;
  std::optional<GivenPart> part_;  ///< of the file, where there are several
  std::optional<CsvPlainRow> plain_row_;
  bool has_dropped_ = false;
  std::int64_t file_row_ = 0;              ///< of the next record, from 0
  std::vector<std::int64_t> source_rows_;  ///< of the rows that were kept; empty as long as all were
};

}  // namespace runner
