#pragma once

#include "plan/experiment.h"
#include "tensor/matrix.h"

namespace runner {

/// Whether samples of a source may also be taken as rows of their values: pictures of one channel, as MNIST
/// has been used since there were networks of dense layers alone. Not where `preprocess` has steps for
/// pictures.
bool may_be_flat(const DataConfig& data, const Shape& sample);

/// The shape in which a network takes samples of this shape: as they are, or as a row of their values where
/// they may be flat and the network takes such a row. Where it takes neither, it is the one that its first
/// layers are for, so that what is told is about those.
Shape network_input(const ExperimentConfig& config, const Shape& sample);

}  // namespace runner
