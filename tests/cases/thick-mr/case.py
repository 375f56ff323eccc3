# SPDX-License-Identifier: GPL-3.0-or-later
"""2-D MR: 4 mm every 4.8 mm (33)."""
from maker import *


def make(t):
    series(t, 4, **mr(SliceThickness=4, SpacingBetweenSlices=4.8, ImagePositionPatient=lambda k: [-5, -4, 10 + 4.8 * k]))
