#pragma once

#include <vector>

#include "spec/words.h"

namespace runner {

/// Keys as other programs have them.
std::vector<KeyWord> key_words();

/// Components as other programs name them.
std::vector<NameWord> name_words();

}  // namespace runner
