#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <new>
#include <string>

namespace runner {

/// Stands for every size that is too large to be counted.
inline constexpr std::int64_t uncountable = INT64_MAX;

/// The product of sizes, each at least 0; `uncountable` where it is more than that.
std::int64_t product_of_sizes(std::initializer_list<std::int64_t> sizes);

/// The same for their sum.
std::int64_t sum_of_sizes(std::initializer_list<std::int64_t> sizes);

/// Bytes of memory that this process can have at most: those of the machine, of its control groups and of its
/// limits. What is in use plays no part, so that the same file is answered in the same way.
std::int64_t memory_limit();

/// The same of another file system's root, without the limits of the process.
std::int64_t memory_limit_of(const std::filesystem::path& root);

/// What is asked for is more than the whole of it: no lack of the moment, but a mistake in what was asked.
class TooLargeForMemory : public std::bad_alloc {
 public:
  const char* what() const noexcept override { return "not enough memory"; }
};

/// Throws TooLargeForMemory where there is not so much memory at all: before it is allocated, since the
/// system may well promise it, and end the process when it is used.
void require_memory(std::int64_t bytes);

/// "1.5 GB": bytes as messages tell them.
std::string bytes_text(std::int64_t bytes);

}  // namespace runner
