# SPDX-License-Identifier: GPL-3.0-or-later
"""CT and MR that share no frame are two series; that they need an alignment is said where they meet (22)."""
from maker import *


def make(t):
    series(t / "ct", 4)
    series(t / "mr", 4, "2", **mr(FrameOfReferenceUID="1.2.3.10"))
