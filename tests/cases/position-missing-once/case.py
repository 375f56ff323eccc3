# SPDX-License-Identifier: GPL-3.0-or-later
"""One slice of five has no position: it can't be placed, and the others are short of it (11)."""
from maker import *


def make(t):
    series(t, 5, ImagePositionPatient=lambda k: None if k == 2 else [-5, -4, 10 + k])
