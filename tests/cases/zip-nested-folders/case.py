# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip with folders in folders."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    series(t / "x" / "st1" / "se1", 4)
    series(t / "x" / "st1" / "se2", 4, "2", SeriesDescription="Second")
    pack(t / "a.zip", t / "x", "disc/")
