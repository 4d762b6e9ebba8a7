#include "spec/expression_codec.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/python_text.h"

namespace runner {

namespace {

/// The place of a byte of a scalar's text; the whole scalar where the text isn't written there letter by
/// letter (it has escapes, several lines, or comes from the command line).
Place place_within(const Node& node, std::size_t offset) {
  Place place = node.place();
  if (!place.source || place.source->command_line || place.line < 1) return place;
  std::string_view rest = place.source->text;
  for (int line = 1; line < place.line; ++line)
    rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  rest = rest.substr(0, rest.find('\n'));
  const auto begin = static_cast<std::size_t>(place.column - 1) + (node.quoted() ? 1 : 0);
  if (begin > rest.size() || !rest.substr(begin).starts_with(node.text())) return place;
  place.column = static_cast<int>(begin + offset) + 1;
  place.length = 1;
  return place;
}

}  // namespace

bool Codec<Expression>::decode(const Cursor& at, const Type&, BindContext& context, Expression& out) {
  const Node& node = at.node();
  if (!node.is_scalar()) return context.error(at, expected("an expression such as 0.95 ** epoch", node));
  auto parsed = Expression::parse(node.text(), {"epoch", "x"});
  if (auto* mistake = std::get_if<Expression::Mistake>(&parsed)) {
    const bool is_open = std::ranges::count(node.text(), '(') > std::ranges::count(node.text(), ')');
    if (is_open && !node.quoted())
      mistake->message += "; within {…} an expression with a comma has to stand in quotes";
    const auto cut = context.root ? cut_call(node) : std::nullopt;
    if (cut) mistake->message += fmt::format("; write {}: \"{}\"", at.key(), cut->text);
    context.error(at, place_within(node, mistake->offset), mistake->message);
    if (cut) context.answered = cut->covers;
    return false;
  }
  out = std::get<Expression>(std::move(parsed));
  return true;
}

}  // namespace runner
