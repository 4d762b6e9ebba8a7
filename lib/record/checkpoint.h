#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/saved_state.h"
#include "train/observer.h"

namespace runner {

/// How long a run's files were at a checkpoint: what stands behind is not part of it.
struct FileSizes {
  std::uint64_t metrics = 0;     ///< bytes of metrics.csv
  std::uint64_t iterations = 0;  ///< bytes of iterations.csv; 0 where there is none
};

struct CheckpointOptions {
  bool timing = true;  ///< without, the file does not depend on a clock
  bool sync = false;   ///< it has reached the disk
};

/// Writes where a run stands in the safetensors format: eight bytes with the length of the header
/// (little-endian), the header as JSON, the values. The header's `__metadata__` has status, epoch, iteration,
/// the sizes of the other files and, with timing, the seconds. Source: github.com/huggingface/safetensors,
/// README, "Format". Throws std::runtime_error.
void write_checkpoint(const std::filesystem::path& path, const RunEnd& now, const FileSizes& sizes,
                      const CheckpointOptions& options);

/// A checkpoint as it is read back.
struct Checkpoint {
  SavedState state;
  std::int64_t iteration = 0;
  FileSizes sizes;
};

/// Nothing where there is no such file, or where it is not one that was written to its end.
std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& path);

}  // namespace runner
