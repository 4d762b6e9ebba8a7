#include "spec/find_word.h"

#include <algorithm>

#include "base/text.h"

namespace runner {

std::string plain_spelling(std::string_view word) {
  std::string plain = lower_case(word);
  std::erase_if(plain, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return plain;
}

const NameWord* find_name(const std::string& said, const std::string& kind, const Words& words) {
  const std::string plain = plain_spelling(said);
  const auto is_it = [&](const NameWord& word) {
    return word.kind == kind && plain_spelling(word.said) == plain;
  };
  const auto found = std::ranges::find_if(words.names, is_it);
  return found == words.names.end() ? nullptr : &*found;
}

const KeyWord* find_key(std::string_view said, const Words& words,
                        const std::function<bool(const std::string&)>& has) {
  const std::string plain = plain_spelling(said);
  for (const KeyWord& word : words.keys)
    if (plain_spelling(word.said) == plain && has(word.here)) return &word;
  return nullptr;
}

}  // namespace runner
