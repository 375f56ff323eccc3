# SPDX-License-Identifier: GPL-3.0-or-later
"""No preamble, file meta information at once (28)."""
from maker import *


def make(t):
    series(t, 4, preamble=False)
