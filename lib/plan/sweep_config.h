#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "spec/codec.h"

namespace runner {

/// No sweep may stand for more runs than this.
inline constexpr std::size_t most_runs = 200'000;

/// 2^53: up to here a double holds every integer.
inline constexpr std::int64_t largest_seed = 9'007'199'254'740'992;

/// A list of numbers by a rule; exactly one is given.
struct SpaceConfig {
  std::optional<std::array<double, 3>> logspace, linspace, arange;

  static Spec<SpaceConfig> spec();
};

/// What a key is swept over: a list, or a space.
struct ValueList {
  std::vector<Node> values;
  Node written;
};

template <>
struct Codec<ValueList> {
  static Type type();
  static bool accepts(const Node& node) { return node.is_sequence() || node.is_map(); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, ValueList& out);
  static Node encode(const ValueList& list) { return list.written; }
};

/// What a key is drawn from; exactly one is given.
struct DistributionConfig {
  std::optional<std::array<double, 2>> uniform, loguniform;
  std::optional<std::array<std::int64_t, 2>> integer;
  std::optional<ValueList> choice;

  static Spec<DistributionConfig> spec();
};

/// Samples that are drawn, each with a value for every key.
struct RandomConfig {
  std::int64_t n = 0;
  std::int64_t seed = 0;
  std::vector<std::pair<std::string, DistributionConfig>> values;

  static Spec<RandomConfig> spec();
};

/// Dotted keys with lists of values.
using SweptLists = std::vector<std::pair<std::string, ValueList>>;

/// Dotted keys with a value each: what a case sets, or what a condition asks for.
using KeyValues = std::vector<std::pair<std::string, Node>>;

/// Which runs a file stands for: the product of everything that is given.
struct SweepConfig {
  std::optional<std::variant<std::int64_t, std::vector<std::int64_t>>> seeds;
  SweptLists grid;
  std::variant<SweptLists, std::vector<SweptLists>> zip;
  std::optional<std::vector<KeyValues>> cases;
  std::optional<RandomConfig> random;
  SweptLists repeats;  ///< beside the seeds: their runs are repetitions of one configuration
  std::vector<KeyValues> exclude;
  std::vector<std::pair<std::string, KeyValues>> when;

  static Spec<SweepConfig> spec();
};

/// The file's tree with every swept key of its sweep in dotted form. In the file, as from an override
/// `sweep.grid.optimizer.lr=[…]`, a key may stand as nested maps too.
Node with_dotted_keys(const Node& root);

}  // namespace runner
