# SPDX-License-Identifier: GPL-3.0-or-later
"""No Image Position in any slice (11)."""
from maker import *


def make(t):
    series(t, 4, ImagePositionPatient=None)
