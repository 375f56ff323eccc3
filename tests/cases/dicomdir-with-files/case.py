# SPDX-License-Identifier: GPL-3.0-or-later
"""A disc with its DICOMDIR: what counts are the files."""
from maker import *


def make(t):
    series(t / "IMAGES", 4, name="IM{k}")
    dicomdir(t / "DICOMDIR", [f"IMAGES/IM{k}" for k in range(4)])
