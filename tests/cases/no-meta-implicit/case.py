# SPDX-License-Identifier: GPL-3.0-or-later
"""Neither preamble nor file meta information, implicit (28)."""
from maker import *


def make(t):
    series(t, 4, preamble=False, meta=False, syntax=IMPLICIT)
