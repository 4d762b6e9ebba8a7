#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "record/run_writer.h"
#include "support/temporary_folder.h"

/// A run with two columns of which the second ranks, fed through the writer as the trainer does it.
struct FakeRun {
  std::vector<runner::Column> columns = {
      runner::loss_column(runner::Part::train),
      runner::metric_column(runner::Part::val, "accuracy", runner::Direction::higher)};
  std::size_t primary = 1;
  std::vector<std::vector<double>> epochs = {{0.7, 0.5}, {0.6, 0.75}, {0.5, 0.7}};  ///< from epoch 0 on
  runner::Status status = runner::Status::finished;
  std::string message;
  double seconds = 0.5;
  std::optional<runner::FoldRows> fold = {};

  runner::RunStart start() const {
    return {.epoch_columns = columns,
            .iteration_columns = {runner::loss_column(runner::Part::train)},
            .parameter_columns = {{.name = "w0", .role = runner::Role::parameter}},
            .gradient_columns = {},
            .parameters = 26,
            .primary = primary,
            .fold = fold};
  }

  void train(runner::Observer& observer) const {
    observer.start(start());
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      const auto epoch = static_cast<std::int64_t>(i);
      if (i > 0) {
        const std::vector<double> loss = {epochs[i][0]}, weight = {1.0 / static_cast<double>(i)};
        observer.iteration({epoch, 10 * epoch, 320 * epoch, 0.1, loss, weight});
      }
      observer.epoch({epoch, 10 * epoch, 320 * epoch, 0.1, epochs[i], 0.25 * static_cast<double>(i)});
    }
  }

  runner::RunEnd ended() const {
    const auto last = static_cast<std::int64_t>(epochs.size()) - 1;
    runner::RunEnd end;
    end.status = status;
    end.message = message;
    end.epochs = last;
    end.iterations = 10 * last;
    end.samples = 320 * last;
    end.seconds = seconds;
    return end;
  }

  void record(const std::filesystem::path& results, const std::string& id,
              runner::RunWriterOptions options = {.timing = false}) const {
    runner::RunWriter writer(results, id, "seed: 0\n", options);
    train(writer);
    writer.end(ended());
  }
};

/// A results folder that has been opened.
struct Results {
  Results() { runner::open_results(path(), "name: x\n"); }
  std::filesystem::path path() const { return folder.path() / "x"; }
  std::filesystem::path runs() const { return path() / "runs"; }
  std::filesystem::path run() const { return runs() / "id"; }
  TemporaryFolder folder;
};
