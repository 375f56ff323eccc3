# SPDX-License-Identifier: GPL-3.0-or-later
"""An enhanced file with two stacks, axial and sagittal (21)."""
from maker import *


def make(t):
    def groups(k):
        turned = [0, 1, 0, 0, 0, -1] if k >= 4 else [1, 0, 0, 0, 1, 0]
        place = [k, -4, 10] if k >= 4 else [-5, -4, 10 + k]
        return dict(PlaneOrientationSequence=[dict(ImageOrientationPatient=turned)],
                    PlanePositionSequence=[dict(ImagePositionPatient=place)])
    enhanced(t / "all.dcm", 8, groups)
