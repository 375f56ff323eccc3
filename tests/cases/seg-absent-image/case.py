# SPDX-License-Identifier: GPL-3.0-or-later
"""A segmentation of images in another frame of reference."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/seg.dcm"


def make(t):
    series(t / "ct", 5)
    seg(t / "seg.dcm", FrameOfReferenceUID="1.2.3.99", images=("1.2.3.55.1", "1.2.3.55.2"))
