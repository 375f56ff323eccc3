# SPDX-License-Identifier: GPL-3.0-or-later
"""Enhanced multi-frame where each frame brings its own rescale and pixel measures (21)."""
from maker import *

VOXELS = [(k + 1) * v for k in range(4) for v in ramp(k)]


def make(t):
    enhanced(t / "all.dcm", 4, lambda k: dict(
        PixelMeasuresSequence=[dict(PixelSpacing=[0.7, 0.5], SliceThickness=1)],
        PixelValueTransformationSequence=[dict(RescaleIntercept=0, RescaleSlope=k + 1)]),
        dict(PixelMeasuresSequence=None, PixelValueTransformationSequence=None))
