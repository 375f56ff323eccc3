# SPDX-License-Identifier: GPL-3.0-or-later
"""A single slice."""
from maker import *


def make(t):
    series(t, 1)
