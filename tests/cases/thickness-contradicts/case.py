# SPDX-License-Identifier: GPL-3.0-or-later
"""SliceThickness and SpacingBetweenSlices lie; positions count (domain §5.2)."""
from maker import *


def make(t):
    series(t, 4, SliceThickness=1, SpacingBetweenSlices=7, ImagePositionPatient=lambda k: [-5, -4, 10 + 1.25 * k])
