#include "picture/ticks.h"

#include <doctest/doctest.h>

#include "picture/svg.h"

using namespace runner::picture;

TEST_CASE("numbers as a person writes them") {
  CHECK_EQ(readable(0.1 + 0.2), "0.3");
}
