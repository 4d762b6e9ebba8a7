#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>

#include "record/live_view.h"
#include "record/run_writer.h"
#include "train/observer.h"

namespace runner {

/// Shows how far the runs are: on a terminal a live view, elsewhere a line per run that ended and, where that
/// takes long, a line every ten seconds. What can't be written is passed over. Safe for several threads.
class Progress {
 public:
  /// `total`: runs that are to be trained.
  Progress(std::size_t total, bool quiet, std::FILE* out = stderr);
  ~Progress();  ///< takes the live view away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool is_live() const { return live_; }
  bool is_quiet() const { return quiet_; }

  /// `name`: "Adam lr=0.01 seed 2"; `epochs`: how many there will be, 0 if unknown. Returns what names the
  /// run in the other calls.
  std::size_t run_started(std::string name, std::int64_t epochs);
  void run_reached(std::size_t run, std::int64_t epoch, const Measured& measured);
  void run_ended(std::size_t run, Status status, const std::string& message, const Measured& measured);
  /// A line of its own, also where the progress is quiet.
  void note(const std::string& line);
  /// A line of its own where it is not.
  void inform(const std::string& line);

 private:
  template <class Tell>
  static void if_possible(const Tell& tell);
  void print_line(const std::string& line);
  void now_and_then();
  LiveState state() const;
  void keep_best(const std::string& name, const Measured& measured);

  const std::size_t total_;
  const bool quiet_;
  LiveScreen screen_;
  const bool live_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::map<std::size_t, LiveRun> running_;
  Measured best_;  ///< of the runs that ended well
  std::string best_name_;
  std::size_t started_ = 0, ended_ = 0, failed_ = 0;
  std::chrono::steady_clock::time_point shown_{};
};

/// Passes what happens in a run to its writer and tells the progress.
class WatchedRun final : public Observer {
 public:
  /// As `Progress::run_started`. `if_anew` is noted where the run begins anew, `if_going_on` told where it
  /// goes on; empty: nothing is.
  WatchedRun(Progress& progress, RunWriter& writer, std::string name, std::int64_t epochs,
             std::string if_anew = "", std::string if_going_on = "");

  void start(const RunStart& start) override;
  void iteration(const IterationRecord& record) override { writer_.iteration(record); }
  void epoch(const EpochRecord& record) override;
  void checkpoint(const RunEnd& now) override { writer_.checkpoint(now); }
  void predictions(const PredictionLayout& layout) override { writer_.predictions(layout); }
  void prediction(const PredictedRow& row) override { writer_.prediction(row); }
  void end(const RunEnd& end) override;

  /// After an exception, whoever threw it. The message is kept as it can be shown.
  void fail(const std::string& message);

  /// The run was asked to stop before there was anything to keep: nothing of it is left behind.
  void give_up();

 private:
  Progress& progress_;
  RunWriter& writer_;
  std::size_t run_;
  std::string if_anew_, if_going_on_;
  std::size_t primary_ = 0;
  Measured measured_;
  bool ended_ = false;
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace runner
