# SPDX-License-Identifier: GPL-3.0-or-later
"""An MR that says DIS3D."""
from maker import *


def make(t):
    series(t, 4, **mr(ImageType=["ORIGINAL", "PRIMARY", "M", "DIS3D"]))
