# SPDX-License-Identifier: GPL-3.0-or-later
"""Two neighbouring slices of ten are not there."""
from maker import *


def make(t):
    series(t, 10, skip={4, 5})
