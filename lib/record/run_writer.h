#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "record/csv.h"
#include "record/leftovers.h"
#include "record/output_file.h"
#include "record/run_folder.h"
#include "record/run_rows.h"
#include "train/observer.h"

namespace spdlog {
class logger;
}

namespace runner {

struct RunWriterOptions {
  bool timing = true;             ///< without, no file depends on a clock
  bool iterations = false;        ///< write iterations.csv too
  bool replace = false;           ///< a result that is there already makes way for this one
  const LeftRun* left = nullptr;  ///< whose files are gone on with, where the run goes on
};

/// Writes the folder of one run: at first as a private folder, at the end published whole as runs/<id>. What
/// the disk refuses throws std::runtime_error. If neither `end` nor `fail` comes, nothing is left behind.
class RunWriter final : public Observer {
 public:
  /// `results` has been opened with `open_results`; `config` is the run's configuration as YAML.
  RunWriter(const std::filesystem::path& results, const std::string& id, std::string_view config,
            RunWriterOptions options);
  ~RunWriter() override;
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;

  void start(const RunStart& start) override;
  void iteration(const IterationRecord& record) override;
  void epoch(const EpochRecord& record) override;
  /// Replaces the private folder's checkpoint by one that counts the rows so far.
  void checkpoint(const RunEnd& now) override;
  void end(const RunEnd& end) override;

  void warning(const std::string& message);  ///< into log.txt

  /// Publishes what there is as a failed run, also where `start` never came or where `start`, `epoch`, …
  /// threw. A disk that refuses this as well is left without the folder.
  void fail(const std::string& message);

 private:
  /// A CSV file that grows.
  struct Rows {
    explicit Rows(const std::filesystem::path& path) : file(path) {}
    void flush();
    OutputFile file;
    CsvWriter csv;
  };
  template <class Record>
  void keep_position(const Record& record);
  TableColumns<EpochRecord> columns_of_epochs(const std::vector<Column>& measured) const;
  void begin_metrics();
  void begin_iterations();
  void go_on();
  RowsBegin rows() const;
  void flush_now_and_then();
  void publish(const RunEnd& end);
  RowsBegin close_rows(bool sync);
  std::vector<ProvenFile> proofs(const RowsBegin& rows, const std::string& status_hash) const;
  void flush_what_is_possible();
  void log_end(const RunEnd& end);
  void discard();

  void make_folder(const std::filesystem::path& results, const std::string& id);

  std::filesystem::path folder_, target_;
  RunWriterOptions options_;
  std::unique_ptr<OutputFile> config_;  ///< while it is open the folder is this process's
  std::shared_ptr<spdlog::logger> log_;
  TableColumns<EpochRecord> epoch_columns_;
  TableColumns<IterationRecord> iteration_columns_;
  std::unique_ptr<Rows> metrics_, iterations_;
  RowsBegin written_;  ///< of the files that are closed
  RunResult result_;   ///< as far as the run has come
  std::chrono::steady_clock::time_point flushed_ = std::chrono::steady_clock::now(), synced_;
  std::string model_hash_;       ///< empty: there is no such file
  std::string checkpoint_hash_;  ///< of a whole one, of an earlier point of this run; empty: there is none
  bool closed_ = false;
};

}  // namespace runner
