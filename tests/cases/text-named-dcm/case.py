# SPDX-License-Identifier: GPL-3.0-or-later
"""A text file named .dcm among slices (30)."""
from maker import *


def make(t):
    series(t, 4)
    write(t / "notes.dcm", b"The images follow by post. " * 30)
