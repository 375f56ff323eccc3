# SPDX-License-Identifier: GPL-3.0-or-later
"""The DICOMDIR of a disc named itself: its files are what it lists."""
from maker import *

SOURCE = "{T}/in/DICOMDIR"


def make(t):
    series(t / "IMAGES", 4, name="IM{k}")
    dicomdir(t / "DICOMDIR", [f"IMAGES/IM{k}" for k in range(4)])
