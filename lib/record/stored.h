#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "config/node.h"

namespace runner {

/// The form of a results folder's files. From 2 on they prove themselves: run.json and the checkpoint say
/// whose they are and of what format, and have the XXH3 (128 bit) of what they list and of themselves.
/// (`results_format` of plan/identity.h is another number: it says which results have the same numbers.)
inline constexpr int folder_format = 2;

/// As `hash_text` writes them.
inline constexpr std::size_t hash_digits = 32;

/// A stored file that is not what was written. What can't be read is told by a FileError: it may be good.
class Damage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Results of a later version: they stay as they are.
class LaterFormat : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws LaterFormat where `format` is one that only a later version knows.
void check_format(std::int64_t format, const std::filesystem::path& file);

/// True where a file of ours has no other keys than those of format 1: who has lost the proof is not taken
/// for one that never had it.
bool has_only(const Node& file, std::span<const std::string_view> keys);

/// The whole file. Throws Damage where there is none, or none that could be read; FileError where there may
/// be a good one.
std::string read_stored(const std::filesystem::path& file, std::size_t limit);

/// In bytes. Throws as `read_stored` does.
std::uint64_t size_of_stored(const std::filesystem::path& file);

/// XXH3 of its first `size` bytes. Throws as `read_stored` does.
std::string hash_stored(const std::filesystem::path& file, std::uint64_t size);
std::string hash_stored(const std::filesystem::path& file);

}  // namespace runner
