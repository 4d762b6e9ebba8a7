#include "page/page_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/stop.h"
#include "base/text.h"
#include "page/aggregate.h"
#include "page/curves.h"
#include "page/grid.h"
#include "page/html.h"
#include "page/names.h"
#include "page/reached.h"
#include "record/status.h"
#include "report/columns.h"

namespace runner::page {
namespace {

constexpr std::size_t most_values = 1'500'000;  // of curves: 6 MB of a page of at most 10
constexpr std::size_t longest_word = 200;       // characters of a cell: messages may be long
constexpr std::size_t most_key_axes = 10, most_words = 60;

template <class Range, class Text>
std::string list_of(const Range& range, Text text) {
  std::string list = "[";
  for (const auto& value : range) {
    if (list.size() > 1) list += ',';
    list += text(value);
  }
  return list + "]";
}

std::string words_of(const std::vector<std::string>& texts) {
  return list_of(texts, [](const std::string& text) { return json_text(text); });
}

template <class Numbers>
std::string numbers_of(const Numbers& numbers) {
  return list_of(numbers, [](auto number) { return fmt::format("{}", number); });
}

std::string number_of(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "null";
}

// The table of runs.

/// A column of words as each word once and where it stands.
class Words {
 public:
  void add(std::string_view text) {
    const auto [at, is_new] = places_.emplace(shortened(text, longest_word), words_.size());
    if (is_new) words_.push_back(at->first);
    at_.push_back(at->second);
  }
  std::string json() const {
    return fmt::format("\"words\":{},\"at\":{}", words_of(words_), numbers_of(at_));
  }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<std::string> words_;
  std::vector<std::size_t> at_;
};

std::string text_in(const runner::Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell.value())) return std::string(*text);
  if (const auto* count = std::get_if<std::int64_t>(&cell.value())) return std::to_string(*count);
  if (const auto* number = std::get_if<double>(&cell.value()))
    return std::isfinite(*number) ? number_text(*number) : "";
  if (const auto* digits = std::get_if<Digits>(&cell.value())) return std::string(digits->text);
  return "";
}

std::string number_in_json(const runner::Cell& cell) {
  if (const auto* count = std::get_if<std::int64_t>(&cell.value())) return std::to_string(*count);
  if (const auto* number = std::get_if<double>(&cell.value())) return number_of(*number);
  return "null";
}

bool is_words(const Column& column) {
  return column.role == Role::key || column.role == Role::text;
}

std::string table_column(const TableColumn<RunRow>& column, const ExperimentData& data) {
  std::string text = fmt::format("{{\"name\":{},", json_text(column.column.name));
  if (is_words(column.column)) {
    Words words;
    for (std::size_t run = 0; run < data.plan.runs.size(); ++run)
      words.add(text_in(column.cell(data.row_of(run))));
    return text + words.json() + "}";
  }
  text += "\"at\":[";
  for (std::size_t run = 0; run < data.plan.runs.size(); ++run)
    text += (run > 0 ? "," : "") + number_in_json(column.cell(data.row_of(run)));
  return text + "]}";
}

TableColumns<RunRow> table_columns(const ExperimentData& data) {
  auto columns = run_columns(data.plan, data.overview);
  return data.timing ? columns : without_times(std::move(columns));
}

// The curves.

/// Whether each epoch of every run is one iteration, as a function's are that has no samples.
bool is_by_iteration(const ExperimentData& data) {
  const auto column = find_column(data.columns, "iteration");
  return column && std::ranges::all_of(data.curves, [&](const Curves& curves) {
           return curves.values.size() > *column &&
                  std::ranges::equal(
                      curves.epochs, curves.values[*column],
                      [](std::int64_t epoch, double at) { return static_cast<double>(epoch) == at; });
         });
}

/// Which columns and epochs the page has of every run.
struct Kept {
  std::vector<std::size_t> columns;
  std::vector<std::int64_t> epochs;
  bool all_columns = true;
  std::size_t every = 1;  ///< of how many epochs one is there
};

std::vector<std::int64_t> all_epochs(const ExperimentData& data) {
  std::set<std::int64_t> epochs;
  for (const Curves& curves : data.curves) epochs.insert(curves.epochs.begin(), curves.epochs.end());
  return {epochs.begin(), epochs.end()};
}

Kept kept_of(const ExperimentData& data) {
  Kept kept;
  kept.columns = main_columns(data);
  const std::size_t least = kept.columns.size();
  for (std::size_t i = 0; i + 3 < data.columns.size(); ++i)  // those that are measured, and the rate
    if (std::ranges::find(kept.columns, i) == kept.columns.end()) kept.columns.push_back(i);
  kept.epochs = all_epochs(data);
  const auto size = [&] { return data.plan.runs.size() * kept.epochs.size() * kept.columns.size(); };
  while (size() > most_values && kept.columns.size() > std::max<std::size_t>(1, least)) {
    kept.columns.pop_back();
    kept.all_columns = false;
  }
  kept.every = (size() + most_values - 1) / most_values;
  if (kept.every > 1) {
    std::vector<std::int64_t> fewer;
    for (std::size_t i = 0; i + 1 < kept.epochs.size(); i += kept.every) fewer.push_back(kept.epochs[i]);
    fewer.push_back(kept.epochs.back());
    kept.epochs = std::move(fewer);
  }
  return kept;
}

/// The upper three bytes of a float32, rounded to the nearest.
void add_packed(std::string& bytes, double value) {
  auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
  if (std::isfinite(value)) bits += 0x80U;
  for (const unsigned shift : {24U, 16U, 8U}) bytes += static_cast<char>(bits >> shift & 0xffU);
}

std::string packed_values(const ExperimentData& data, std::size_t column,
                          const std::vector<std::int64_t>& epochs) {
  std::string bytes;
  bytes.reserve(data.curves.size() * epochs.size() * 3);
  for (const Curves& curves : data.curves) {
    const bool has = curves.values.size() > column && !curves.values[column].empty();
    std::size_t at = 0;
    for (const std::int64_t epoch : epochs) {
      while (at < curves.epochs.size() && curves.epochs[at] < epoch) ++at;
      const bool there = has && at < curves.epochs.size() && curves.epochs[at] == epoch;
      add_packed(bytes, there ? curves.values[column][at] : std::numeric_limits<double>::quiet_NaN());
    }
  }
  return base64(bytes);
}

/// Per run the epoch and the value of its lowest and of its highest point.
std::string packed_peaks(const ExperimentData& data, std::size_t column) {
  std::string bytes;
  for (const Curves& curves : data.curves) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    std::int64_t low_at = 0, high_at = 0;
    const bool has = curves.values.size() > column && !curves.values[column].empty();
    for (std::size_t i = 0; has && i < curves.epochs.size(); ++i) {
      const double value = curves.values[column][i];
      if (value < low) std::tie(low, low_at) = std::pair(value, curves.epochs[i]);
      if (value > high && std::isfinite(value)) std::tie(high, high_at) = std::pair(value, curves.epochs[i]);
    }
    for (const double number : {static_cast<double>(low_at), low, static_cast<double>(high_at), high})
      add_packed(bytes, std::isfinite(number) ? number : std::numeric_limits<double>::quiet_NaN());
  }
  return base64(bytes);
}

std::string curves_json(const ExperimentData& data, const Kept& kept) {
  std::string text = fmt::format("\"step\":\"{}\",\"epochs\":{},\"columns\":[",
                                 is_by_iteration(data) ? "iteration" : "epoch", numbers_of(kept.epochs));
  for (const std::size_t column : kept.columns) {
    look_at_stop();
    text += text.back() == '[' ? "" : ",";
    text += fmt::format("{{\"name\":{},\"title\":{},\"values\":\"{}\"", json_text(data.columns[column].name),
                        json_text(title_of(data.columns[column])), packed_values(data, column, kept.epochs));
    if (kept.every > 1) text += fmt::format(",\"peaks\":\"{}\"", packed_peaks(data, column));
    text += "}";
  }
  return text + "]";
}

std::string note_of(const Kept& kept) {
  std::string note;
  if (kept.every > 1)
    note += fmt::format("One epoch of {} is here, and of each run its lowest and its highest value. ",
                        kept.every);
  if (!kept.all_columns) note += "Other columns are left out here. ";
  return note.empty() ? "" : note + "metrics.csv has all.";
}

// What is swept.

std::string keys_json(const ExperimentData& data) {
  return list_of(data.factors, [](const Factor& factor) {
    std::string of = list_of(factor.of, [](std::size_t value) {
      return value == Factor::none ? std::string("-1") : std::to_string(value);
    });
    return fmt::format("{{\"name\":{},\"values\":{},\"of\":{}}}", json_text(factor.name),
                       words_of(value_texts(factor)), of);
  });
}

/// Words in the order in which they stand on the axis: those of the column of a swept component, without the
/// options that have columns of their own.
std::vector<std::string> axis_words(const ExperimentData& data, const Factor& factor) {
  if (factor.column == Factor::none) return factor.values;
  std::vector<std::string> words;
  for (const PlannedRun& run : data.plan.runs)
    if (std::ranges::find(words, run.cells[factor.column]) == words.end() && words.size() <= most_words)
      words.push_back(run.cells[factor.column]);
  return words;
}

std::string axes_json(const ExperimentData& data) {
  std::vector<std::string> axes;
  for (const Factor& factor : data.factors) {
    const auto words = factor.is_number() ? std::vector<std::string>() : axis_words(data, factor);
    if (axes.size() >= most_key_axes || words.size() > most_words) continue;
    axes.push_back(fmt::format("{{\"column\":{},\"title\":{},\"log\":{}{}}}",
                               json_text(factor.column == Factor::none ? "label" : factor.name),
                               json_text(factor.title()), factor.log,
                               factor.is_number() ? "" : ",\"words\":" + words_of(words)));
  }
  if (data.overview.primary && data.shape.comparable) {
    const Column& primary = data.columns[*data.overview.primary];
    double low = HUGE_VAL, high = 0;
    for (const RunRow& row : data.overview.runs) {
      const double value = row.finals[*data.overview.primary];
      if (counts(row) && std::isfinite(value))
        std::tie(low, high) = std::pair(std::min(low, value), std::max(high, value));
    }
    axes.push_back(fmt::format("{{\"column\":{},\"title\":{},\"log\":{},\"objective\":true}}",
                               json_text("final_" + primary.name), json_text(primary.name),
                               low > 0 && high / low > 20));
  }
  return "[" + join(axes, ",") + "]";
}

/// The rank of the last configuration of the best tenth, as the pictures have it; 0 where none is better.
std::size_t best_rank(const ExperimentData& data) {
  if (!data.overview.primary || !data.shape.comparable) return 0;
  std::size_t best = 0, found = 0;
  for (const SummaryRow& row : data.summary) {
    if (row.rank == 0 || found++ >= size_of_best_tenth(data)) break;
    best = row.rank;
  }
  return best;
}

template <class Text>
std::string of_runs(const ExperimentData& data, Text text) {
  std::string list = "[";
  for (std::size_t run = 0; run < data.plan.runs.size(); ++run) list += (run > 0 ? "," : "") + text(run);
  return list + "]";
}

template <class Number>
std::string of_configurations(const ExperimentData& data, Number number) {
  std::string list = "[";
  for (std::size_t i = 0; i < data.configurations(); ++i)
    list += (i > 0 ? "," : "") + std::to_string(number(i));
  return list + "]";
}

std::string quantiles_json() {
  constexpr std::size_t most = 60;
  std::vector<std::string> numbers;
  for (std::size_t freedom = 1; freedom <= most; ++freedom)
    numbers.push_back(fmt::format("{:.5g}", student_t95(freedom)));
  return "[" + join(numbers, ",") + "]";
}

double held_to_trained(const ExperimentData& data) {
  double held = 0;
  for (const SummaryRow& row : data.summary) held = std::max(held, row.held_to_trained);
  return held;
}

}  // namespace

std::string page_data(const ExperimentData& data) {
  const Kept kept = kept_of(data);
  const auto columns = table_columns(data);
  const auto shown = shown_configurations(data, 8);
  std::string text = fmt::format(
      "{{\"runs\":{},\"held\":{:.6g},\"log\":{},\"note\":{},", data.plan.runs.size(), held_to_trained(data),
      !kept.columns.empty() && wants_log(data, shown, kept.columns.front()), json_text(note_of(kept)));
  text +=
      fmt::format("\"labels\":{},\"looks\":{},\"ranks\":{},", words_of(without_long_digits(data.plan.labels)),
                  of_configurations(data, [&](std::size_t i) { return look_of(data, i); }),
                  of_configurations(data, [&](std::size_t i) {
                    return data.summary_of(i).rank > 0 ? data.summary_of(i).rank : data.summary.size() + 1;
                  }));
  text += "\"of\":" +
          of_runs(data, [&](std::size_t run) { return std::to_string(data.plan.runs[run].configuration); });
  text += ",\"repetitions\":" +
          of_runs(data, [&](std::size_t run) { return json_text(repetition_of(data, run)); });
  text += ",\"counts\":" + of_runs(data, [&](std::size_t run) {
            const auto& result = data.row_of(run).result;
            return std::string(result && is_result(result->status) ? "1" : "0");
          });
  text += ",\"diverged\":" + of_runs(data, [&](std::size_t run) {
            const auto& result = data.row_of(run).result;
            return std::string(result && result->status == Status::diverged ? "1" : "0");
          });
  text += fmt::format(",\"keys\":{},\"axes\":{},\"best\":{},\"t95\":{},", keys_json(data), axes_json(data),
                      best_rank(data), quantiles_json());
  text += "\"table\":" +
          list_of(columns, [&](const TableColumn<RunRow>& column) { return table_column(column, data); });
  return text + "," + curves_json(data, kept) + "}";
}

}  // namespace runner::page
