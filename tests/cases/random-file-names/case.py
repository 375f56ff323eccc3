# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that sort in another order than the slices."""
from maker import *

VOXELS = [v - 1000 for k in range(5) for v in ramp(k)]


def make(t):
    for k, name in enumerate(("q", "b", "z", "a", "m")):
        dicom(t / name, plain(k))
