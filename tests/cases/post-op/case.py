# SPDX-License-Identifier: GPL-3.0-or-later
"""A CT after the operation is proposed as such."""
from maker import *


def make(t):
    series(t, 4, SeriesDescription="CT post-op 1 mm")
