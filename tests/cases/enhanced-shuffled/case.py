# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames of an enhanced file lie in another order than their positions (21)."""
from maker import *

VOXELS = [v - 1000 for k in (2, 0, 3, 1, 4) for v in ramp(k)]


def make(t):
    place = [11, 13, 10, 12, 14]
    enhanced(t / "all.dcm", 5, lambda k: dict(PlanePositionSequence=[dict(ImagePositionPatient=[-5, -4, place[k]])]))
