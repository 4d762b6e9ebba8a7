#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/raw_target.h"
#include "data/sources/csv_marks.h"
#include "data/sources/csv_reader.h"

namespace runner {

/// Which cells of a record are read.
struct CsvColumns {
  std::vector<std::string> names;     ///< the header
  std::vector<std::size_t> features;  ///< positions in a record
  std::vector<bool> categorical;      ///< per feature: categories even if they look like numbers
  std::vector<std::size_t> targets;
  std::optional<std::size_t> group, part;  ///< what says how rows are divided
};

/// Collects the records of a CSV file into samples, and reports cells that don't fit their column.
class CsvRows {
 public:
  /// `drop_missing`: rows with an empty cell are left out, and are no mistake.
  CsvRows(CsvColumns columns, TargetKind wanted, bool drop_missing, CsvMistakes& mistakes);

  /// Makes room for so many rows, at most, of a text of so many bytes. Throws TooLargeForMemory.
  void expect(std::size_t rows, std::size_t bytes);

  /// The records that follow are of another file: `columns` are the same ones as they are there. `part`: that
  /// all of its rows are given to. For the first file too, where there are several.
  void begin_file(CsvColumns columns, GivenPart part, CsvMistakes& mistakes);

  /// A record of `count` cells, of which at least one more than there are columns are here. False when it is
  /// no use to read on.
  bool add(const std::vector<CsvCell>& record, std::size_t count);

  std::size_t rows() const { return rows_; }
  /// The targets of all rows; called once, at the end. Texts live as long as the CsvReader.
  RawTarget take_target();
  /// Names and values of the features, with sorted categories; called once, at the end.
  void take_features(Dataset& data);

 private:
  enum class Kind { unknown, numeric, categorical };
  struct Feature {
    std::size_t position;
    bool forced;
    Kind kind;
    std::map<std::string, int, std::less<>> categories;  ///< numbered as they appear
  };

  bool is_complete(const std::vector<CsvCell>& record);
  void add_marks(const std::vector<CsvCell>& record);
  bool is_missing(const std::vector<CsvCell>& record, std::size_t position);
  double feature_value(Feature& feature, const CsvCell& cell);
  double category(Feature& feature, const CsvCell& cell);
  bool add_target(const std::vector<CsvCell>& record);
  const std::string& name(const Feature& feature) const { return columns_.names[feature.position]; }

  CsvColumns columns_;
  TargetKind wanted_;
  bool drop_missing_;
  CsvMistakes* mistakes_;
  std::vector<Feature> features_;
  std::size_t rows_ = 0;
  std::vector<double> values_;  ///< rows × features; a category by its number
  std::vector<double> target_numbers_;
  std::vector<std::string_view> target_texts_;  ///< where the target is one column of classes
  bool target_is_text_ = false;
  CsvMarks marks_;
  std::optional<GivenPart> part_;  ///< of the file, where there are several
  std::int64_t file_row_ = 0;      ///< of the next record, from 0
  std::vector<std::int64_t> source_rows_;
};

}  // namespace runner
