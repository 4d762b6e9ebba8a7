#include "base/choice.h"

#include <doctest/doctest.h>

namespace runner {
namespace {

enum class Fruit { apple, plum };
constexpr auto choice_names(Fruit) {
  return std::array<std::string_view, 2>{"apple", "plum"};
}

}  // namespace

TEST_CASE("a choice has a name, and a name its choice") {
  for (const Fruit fruit : all_choices<Fruit>()) CHECK((choice_named<Fruit>(choice_name(fruit)) == fruit));
  CHECK(choice_name(Fruit::plum) == "plum");
  for (const char* other : {"", "plu", "plums", "Plum"}) CHECK_FALSE(choice_named<Fruit>(other));
}

TEST_CASE("counts are by choice") {
  ChoiceCounts<Fruit> morning, day;
  ++morning[Fruit::plum];
  day[Fruit::apple] = 2;
  day += morning;
  CHECK(day[Fruit::apple] == 2);
  CHECK(day[Fruit::plum] == 1);
  CHECK(day.total() == 3);
  CHECK(morning.total() == 1);
}

}  // namespace runner
