#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "spec/words.h"

namespace runner {

/// The word for a component of a kind; null for none.
const NameWord* find_name(const std::string& said, const std::string& kind, const Words& words);

/// The first word for a key of which `has` says that its name here is one that fits; null for none.
const KeyWord* find_key(std::string_view said, const Words& words,
                        const std::function<bool(const std::string&)>& has);

}  // namespace runner
