# SPDX-License-Identifier: GPL-3.0-or-later
"""Two slices."""
from maker import *


def make(t):
    series(t, 2)
