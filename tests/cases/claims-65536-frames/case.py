# SPDX-License-Identifier: GPL-3.0-or-later
"""An enhanced file that claims 65536 frames and has two."""
from maker import *


def make(t):
    enhanced(t / "all.dcm", 2, NumberOfFrames=65536)
