#pragma once

#include <filesystem>

#include "train/observer.h"

namespace runner {

/// Writes the tensors of a run's end in the safetensors format: eight bytes with the length of the header
/// (little-endian), the header as JSON, the values. The header's `__metadata__` has status, epoch and
/// iteration. Source: github.com/huggingface/safetensors, README, "Format". Throws std::runtime_error.
void write_checkpoint(const std::filesystem::path& path, const RunEnd& end, bool sync);

}  // namespace runner
