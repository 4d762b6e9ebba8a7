#pragma once

#include <filesystem>
#include <optional>

#include "use/input_table.h"

namespace runner {

/// What is no table: a PNG or JPEG file, a folder of them (by class, or side by side), an IDX file (labels
/// are those of the file beside it with `labels` for `images` in its name), an .npy file, a .bin file of
/// CIFAR for a model of it. Pictures are read with the steps of the run's data. Nothing where `file` is none
/// of these. Throws Refused with the reason where the model can't take it, std::runtime_error where it can't
/// be read.
std::optional<InputTable> read_pictures(const std::filesystem::path& file, const TrainedModel& model,
                                        bool wants_target);

}  // namespace runner
