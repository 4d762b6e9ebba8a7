#pragma once

#include <string>

#include "picture/picture.h"

namespace runner::picture {

enum class Use {
  file,  ///< stands alone: has the colours of both themes in a <style> of its own
  page   ///< stands in a page that has `style()` once
};

/// The picture as one `<svg class="pic" role="img">` element with `<title>` and `<desc>`, in UTF-8; the same
/// bytes for the same picture. Every text is escaped, and what would act instead of being seen is made
/// visible.
///
/// What the page's script finds: `<g class="panel" data-x-scale="log" data-x-low data-x-high data-y-scale
/// data-y-low data-y-high data-box="left top width height">` (viewBox units); in it each mark `<g class="mark
/// line" data-series="key" data-run="run" data-what="mean" data-x="1 2 3" data-y="0.5 …">` (way for a
/// trajectory) with values to 4 significant digits, as drawn (after thinning); points, bars and cells as
/// elements of class "datum" with `data-series`, `data-run` and a <title> with what is read there; legend
/// entries `<g class="entry" data-series="key">`. Classes: `faint`; `l0…l7`, `f0…f7`: the series' colours as
/// stroke and as fill.
std::string svg(const Picture& picture, Use use = Use::file);

/// The rules for the pictures of a page: `.pic …`, for light and dark (prefers-color-scheme, or
/// `data-theme="light"` or "dark" on the root element), and light when printed.
std::string style();

/// A number as a person would write it in a picture or table: at most `digits` significant ones, no trailing
/// zeros, "−" for minus, 1.2×10⁻⁵ below 10⁻⁴ and from 10⁶ on; "NaN", "∞".
std::string readable(double value, int digits = 3);

/// "350 ms", "12 s", "3 min 20 s", "1 h 5 min".
std::string readable_seconds(double seconds);

}  // namespace runner::picture
