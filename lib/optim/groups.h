#pragma once

#include <memory>
#include <string>
#include <vector>

#include "spec/component.h"
#include "tensor/matrix.h"

namespace runner {

struct OptimizerConfig;

/// Parameters that an optimizer treats in their own way: torch.optim's parameter groups. A tensor belongs to
/// the first group with a pattern that matches its name; what no group takes goes by the optimizer's own
/// options.
struct ParameterGroup {
  std::vector<std::string> parameters;  ///< patterns: * is any text, ? any character
  bool frozen = false;
  Component<OptimizerConfig> optimizer;  ///< with the group's options over the others; empty where frozen
  std::vector<std::string> written;      ///< the options that the group itself gives
  Node node;                             ///< as written, for places
  std::string path;                      ///< "optimizer.groups.0"
};

/// Reads the groups beside an optimizer's options, `at` being the list. A group that names a `type` has an
/// optimizer of its own; another one has the options beside it, with its own over them.
template <>
struct Codec<std::vector<ParameterGroup>> {
  /// What a codec has (spec/codec.h); `encode` writes only the options that a group itself gives.
  static Type type();
  static bool accepts(const Node& node) { return node.is_sequence(); }
  static bool decode(const Cursor& at, const Type&, BindContext& context, std::vector<ParameterGroup>& out);
  static Node encode(const std::vector<ParameterGroup>& groups);
};

/// Whether `pattern` stands for the whole of `name`.
bool matches(std::string_view pattern, std::string_view name);

/// The group of each tensor of a layout; the number of groups where no group takes it.
std::vector<std::size_t> group_of_each(const std::vector<ParameterGroup>& groups,
                                       const ParameterLayout& layout);

/// The tensors that an optimizer, or the one that it wraps, leaves as they are.
ParameterLayout frozen_tensors(const OptimizerConfig& config, const ParameterLayout& layout);

/// Reports patterns that match nothing, and about tensors that a rule can't take.
void check_parameters(const Component<OptimizerConfig>& optimizer, const ParameterLayout& layout,
                      Diagnostics& diagnostics);

}  // namespace runner
