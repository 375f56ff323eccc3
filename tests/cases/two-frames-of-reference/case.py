# SPDX-License-Identifier: GPL-3.0-or-later
"""One series, two frames of reference: what lies in different frames is not one stack (22)."""
from maker import *


def make(t):
    series(t, 8, FrameOfReferenceUID=lambda k: f"1.2.3.9.{k // 4}")
