# SPDX-License-Identifier: GPL-3.0-or-later
"""A series that looks like a pseudo-CT: its role is asked."""
from maker import *


def make(t):
    series(t, 4, SeriesDescription="sCT pelvis")
