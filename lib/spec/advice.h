#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/bind.h"
#include "spec/type.h"

// What a message about the user's file ends in: the line to write. It is guessed from what stands there, from
// the words of other programs (spec/words.h), and from the declarations: a key that another section has, a
// component that has the parameter.

namespace runner {

class RegistryBase;
class SpecBase;
struct Owner;

/// `training: {epochs: 5}`, or for the command line `training.epochs=5`.
std::string line_to_write(std::string_view path, std::string_view value, const Place& place);

/// Where a file has a key of this name, or of what the name means here: "training.epochs"; empty for none.
/// Sections come before components, and what is near to the root before what is deep.
std::string place_of_key(std::string_view name, const SpecBase& root, const Registries& registries);

/// The answer to a key of `at` that its owner does not have. `known`: the keys that it has.
/// `renamed` gets the key that was meant, where it is one of these.
std::string unknown_key_text(const Cursor& at, const Owner& owner, const Node::Entry& entry,
                             const std::vector<std::string>& known, const BindContext& context,
                             std::string& renamed);

/// "; write radius: 1" for a value that is not of its type; empty where nothing can be said.
std::string value_advice(const Cursor& at, const Type& type, const BindContext& context);

/// "; write shuffle: each_epoch" for a choice that does not exist.
std::string choice_advice(const Cursor& at, const Type& type, const BindContext& context);

/// "; write epochs: 10" for a key that has to be there.
std::string missing_key_advice(std::string_view key, const Type& type, const BindContext& context);

}  // namespace runner
