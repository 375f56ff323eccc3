# SPDX-License-Identifier: GPL-3.0-or-later
"""A position that is no number counts as absent (26, 11)."""
from maker import *


def make(t):
    series(t, 4, ImagePositionPatient="left\\right\\up")
