# SPDX-License-Identifier: GPL-3.0-or-later
"""The functional groups of an enhanced file have no positions (21, 11)."""
from maker import *


def make(t):
    enhanced(t / "all.dcm", 5, lambda k: dict(PlanePositionSequence=None))
