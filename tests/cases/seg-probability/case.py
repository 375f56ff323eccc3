# SPDX-License-Identifier: GPL-3.0-or-later
"""A fractional segmentation of probabilities: they are no coverage."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/seg.dcm"


def make(t):
    series(t / "ct", 5)
    seg(t / "seg.dcm", kind="FRACTIONAL", SegmentationFractionalType="PROBABILITY")
