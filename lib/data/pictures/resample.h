#pragma once

#include "data/pictures/byte_picture.h"

namespace runner {

/// The picture in another size as PIL's resize(…, BILINEAR) makes it: first along rows, then along columns,
/// by weights of 22 bits over all pixels that one of the result covers (antialiased). (Since its version 13
/// PIL takes columns first where that is faster, and may have a byte that differs by 1.)
BytePicture resampled(BytePicture picture, Index height, Index width);

}  // namespace runner
