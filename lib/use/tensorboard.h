#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/node.h"
#include "metric/column.h"
#include "plan/plan.h"
#include "use/protobuf.h"

namespace runner {

/// The name of an event file in a run's folder.
inline constexpr const char* event_file_name = "events.out.tfevents.0.runner";

/// A run as TensorBoard is to show it.
struct ShownRun {
  std::filesystem::path folder;  ///< that it is in
  std::string name;              ///< of its folder in the export
  std::string group;             ///< runs of one are shown together, with means: seeds, folds
  std::vector<std::pair<std::string, std::string>> parameters;  ///< that tell the groups apart
};

/// The runs of a plan that have a result, each with what is swept; where nothing is, with `described_by`.
/// Throws FileError.
std::vector<ShownRun> shown_runs(const Plan& plan, const std::filesystem::path& results);

/// What an experiment says of its loss, optimizer, scheduler and training, by dotted keys.
std::vector<std::pair<std::string, std::string>> described_by(const Node& config);

/// Of one run alone, by its own config.yaml. Throws Refused where the folder has none.
ShownRun shown_run(const std::filesystem::path& folder);

/// The tag of a measured column: "loss/train", "accuracy/validation"; its name where it is of no part.
std::string scalar_tag(const Column& column);

/// What TensorBoard knows of a value: DataType of tensorboard/plugins/hparams/api.proto.
enum class ValueType : std::uint8_t { text = 1, truth = 2, number = 3 };

/// Runs for TensorBoard: a folder of one file for each.
class TensorboardExport {
 public:
  explicit TensorboardExport(std::vector<ShownRun> runs);

  const std::vector<ShownRun>& runs() const { return runs_; }

  /// The event file of `runs()[run]`: its scalars by epoch, and hparams, of which TensorBoard makes columns.
  /// Times are those of the results (seconds since the run began; where there are none, an epoch is one), so
  /// that the bytes depend on them alone. Cells without a number have no event. Throws Refused where the run
  /// has no result or is damaged, FileError.
  std::string events(std::size_t run) const;

 private:
  /// A parameter, and the values that the runs have, each once.
  struct Parameter {
    std::string name;
    std::vector<std::string> values;
    ValueType type;
  };
  Message experiment(const std::vector<Column>& measured) const;
  Message session_start(const ShownRun& run) const;

  std::vector<ShownRun> runs_;
  std::vector<Parameter> parameters_;
  std::map<std::string, std::size_t> places_;  // of parameters, by name
};

}  // namespace runner
