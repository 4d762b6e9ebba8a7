#include "nn/extents.h"

#include <fmt/format.h>

#include <cassert>

#include "base/text.h"

namespace runner {

std::optional<Shape> check_extents(const Extents& extents, std::size_t dimensions, std::string_view parameter,
                                   ErrorSink& sink) {
  const auto* list = std::get_if<std::vector<std::int64_t>>(&extents);
  if (list != nullptr && list->size() != dimensions) {
    sink.error(
        parameter,
        fmt::format("{} has {}, but it is {}; write {}", parameter, counted(list->size(), "number"),
                    dimensions == 1 ? "for a series, of one dimension" : "for a picture, of two dimensions",
                    dimensions == 1 ? "one number" : "one number, or [height, width]"));
    return std::nullopt;
  }
  return along(extents, dimensions);
}

Shape along(const Extents& extents, std::size_t dimensions) {
  if (const auto* all = std::get_if<std::int64_t>(&extents)) return Shape(dimensions, Index{*all});
  const auto& list = std::get<std::vector<std::int64_t>>(extents);
  assert(list.size() == dimensions);
  return {list.begin(), list.end()};
}

std::string extents_text(const Shape& extents) {
  std::string text;
  for (const Index extent : extents) text += fmt::format("{}{}", text.empty() ? "" : " × ", extent);
  return text;
}

}  // namespace runner
