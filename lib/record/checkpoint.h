#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/saved_state.h"
#include "train/observer.h"

namespace runner {

/// The begin of a file that grows.
struct FileBegin {
  std::uint64_t size = 0;  ///< bytes
  std::string hash;        ///< XXH3; empty where it was not written down
};

/// A run's files at a checkpoint: what stands behind is not part of it.
struct RowsBegin {
  FileBegin metrics;     ///< of metrics.csv
  FileBegin iterations;  ///< of iterations.csv; of size 0 where there is none
};

struct CheckpointOptions {
  bool timing = true;  ///< without, the file does not depend on a clock
  bool sync = false;   ///< it has reached the disk
};

/// Writes where a run stands in the safetensors format: eight bytes with the length of the header
/// (little-endian), the header as JSON, the values. The header's `__metadata__` has a checksum (the XXH3 of
/// the file with zeros in the place of these digits), the format, the run's id, status, epoch, iteration,
/// size and XXH3 of the other files and, with timing, the seconds. Source:
/// github.com/huggingface/safetensors, README, "Format". Returns the XXH3 of the file. Throws
/// std::runtime_error.
std::string write_checkpoint(const std::filesystem::path& path, const std::string& id, const RunEnd& now,
                             const RowsBegin& rows, const CheckpointOptions& options);

/// A checkpoint as it is read back.
struct Checkpoint {
  SavedState state;
  std::int64_t iteration = 0;
  RowsBegin rows;
};

/// Of the run with this id. Throws Damage where the file is missing, not what was written or of another run;
/// a file of format 1 has no proof, and is taken where it is whole. Throws FileError where it can't be read.
Checkpoint read_checkpoint(const std::filesystem::path& path, const std::string& id);

}  // namespace runner
