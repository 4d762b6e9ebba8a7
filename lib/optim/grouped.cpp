#include "optim/grouped.h"

#include <fmt/format.h>

#include <algorithm>

// A rule knows one flat vector and no groups, so each group has a rule of its own over its tensors alone.
// Where these lie side by side the rule works in place; copies are made only where another group's tensors
// lie between.

namespace runner {

template <class T>
Grouped<T>::Grouped(const OptimizerConfig& config, const ParameterLayout& layout) {
  const auto group = group_of_each(config.groups, layout);
  std::vector<ParameterLayout> parts(config.groups.size() + 1);
  for (std::size_t i = 0; i < layout.size(); ++i) parts[group[i]].push_back(layout[i]);
  if (!parts.back().empty()) add(config, true, parts.back(), "", 0);
  std::size_t rate = 0;
  for (std::size_t k = 0; k < config.groups.size(); ++k) {
    if (config.groups[k].frozen) continue;
    ++rate;
    if (!parts[k].empty())
      add(*config.groups[k].optimizer.config, false, parts[k], fmt::format("groups.{}.", k), rate);
  }
}

template <class T>
void Grouped<T>::add(const OptimizerConfig& config, bool itself, const ParameterLayout& tensors,
                     std::string name, std::size_t rate) {
  Group group{nullptr, std::move(name), rate, config.learning_rate(), {}, {}, {}, {}};
  ParameterLayout together;
  Index size = 0;
  for (ParameterView view : tensors) {
    const auto first = static_cast<std::size_t>(view.offset), count = static_cast<std::size_t>(view.size);
    auto& chunks = group.chunks;
    if (!chunks.empty() && chunks.back().first + chunks.back().size == first) {
      chunks.back().size += count;
    } else {
      chunks.push_back({first, count});
    }
    view.offset = size;
    size += view.size;
    together.push_back(std::move(view));
  }
  group.rule = itself ? config.make_ungrouped<T>(together) : config.make<T>(together);
  if (group.chunks.size() > 1) {
    group.parameters = Buffer<T>(size);
    group.gradients = Buffer<T>(size);
    if (group.rule->uses_averaged_weights()) group.point = Buffer<T>(size);
  }
  groups_.push_back(std::move(group));
}

template <class T>
void Grouped<T>::gather(std::span<const T> all, const Group& group, std::span<T> out) {
  auto to = out.begin();
  for (const Chunk& chunk : group.chunks)
    to = std::ranges::copy(all.subspan(chunk.first, chunk.size), to).out;
}

template <class T>
void Grouped<T>::scatter(std::span<const T> from, const Group& group, std::span<T> all) {
  for (const Chunk& chunk : group.chunks) {
    std::ranges::copy(from.first(chunk.size), all.begin() + static_cast<std::ptrdiff_t>(chunk.first));
    from = from.subspan(chunk.size);
  }
}

template <class T>
void Grouped<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  for (Group& group : groups_) {
    Step own = step;
    own.closure = nullptr;
    own.group_lrs = {};
    if (group.rate > 0)
      own.lr = step.group_lrs.empty() ? group.configured_lr : step.group_lrs[group.rate - 1];
    if (group.chunks.size() == 1) {
      const auto [first, size] = group.chunks.front();
      group.rule->step(parameters.subspan(first, size), gradients.subspan(first, size), own);
      continue;
    }
    gather(parameters, group, group.parameters.span());
    gather(gradients, group, group.gradients.span());
    group.rule->step(group.parameters.span(), group.gradients.span(), own);
    scatter(group.parameters.span(), group, parameters);
  }
}

template <class T>
bool Grouped<T>::uses_averaged_weights() const {
  return std::ranges::any_of(groups_, [](const Group& group) { return group.rule->uses_averaged_weights(); });
}

template <class T>
void Grouped<T>::evaluation_point(std::span<const T> parameters, std::span<T> point) const {
  std::ranges::copy(parameters, point.begin());
  for (const Group& group : groups_) {
    if (!group.rule->uses_averaged_weights()) continue;
    if (group.chunks.size() == 1) {
      const auto [first, size] = group.chunks.front();
      group.rule->evaluation_point(parameters.subspan(first, size), point.subspan(first, size));
      continue;
    }
    gather(parameters, group, group.parameters.span());
    group.rule->evaluation_point(group.parameters.span(), group.point.span());
    scatter(group.point.span(), group, point);
  }
}

template <class T>
std::vector<StateView> Grouped<T>::state() {
  std::vector<StateView> views;
  for (Group& group : groups_) add_state(views, group.name, group.rule->state());
  return views;
}

template <class T>
std::unique_ptr<Optimizer<T>> OptimizerConfig::make(const ParameterLayout& layout) const {
  if (groups.empty()) return make_ungrouped<T>(layout);
  return std::make_unique<Grouped<T>>(*this, layout);
}

template std::unique_ptr<Optimizer<float>> OptimizerConfig::make<float>(const ParameterLayout&) const;
template std::unique_ptr<Optimizer<double>> OptimizerConfig::make<double>(const ParameterLayout&) const;
template class Grouped<float>;
template class Grouped<double>;

}  // namespace runner
