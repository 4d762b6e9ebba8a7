#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// A key that users know from elsewhere. Of several with one spelling the first that fits is taken.
struct KeyWord {
  std::string said;   ///< in any case, with or without '_' and '-'
  std::string here;   ///< the key's name here; empty where there is none
  std::string write;  ///< what to write in its place, where that is not `here: VALUE`; "{}" is the value
};

/// A component that users know under another name.
struct NameWord {
  std::string kind;   ///< "layer"
  std::string said;   ///< as a key's
  std::string write;  ///< YAML: `SiLU`, `{type: SGD, momentum: 0.9}`; or advice, where it names none
};

/// A value that users know under another name.
struct ValueWord {
  std::string key;  ///< "shuffle"
  std::string said;
  std::string here;
};

/// The names of what a call elsewhere takes by position: `nn.Linear(64, 10)`.
struct Signature {
  std::string name;
  std::vector<std::string> parameters;
};

/// A value for a key that has no default, as messages show it.
struct KeyExample {
  std::string key;
  std::string value;  ///< YAML
};

/// An option of other programs' commands.
struct OptionWord {
  std::string said;   ///< without the dashes
  std::string write;  ///< "{}" is its value
};

/// What people write who come from elsewhere, and what it is called here.
struct Words {
  std::vector<KeyWord> keys;
  std::vector<NameWord> names;
  std::vector<ValueWord> values;
  std::vector<Signature> signatures;
  std::vector<KeyExample> examples;
  std::vector<OptionWord> options;
};

/// A spelling without what people spell differently: "learning-rate", "learningRate" → "learningrate".
std::string plain_spelling(std::string_view word);

}  // namespace runner
