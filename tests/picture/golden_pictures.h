#pragma once

#include <vector>

#include "picture/picture.h"

/// One picture of each kind, each with what is easily drawn wrong: runs that diverge, values outside, empty
/// cells, names that are too long, too many categories, hostile texts.
std::vector<runner::picture::Picture> golden_pictures();
