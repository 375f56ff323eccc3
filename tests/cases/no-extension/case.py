# SPDX-License-Identifier: GPL-3.0-or-later
"""Files without an ending (28)."""
from maker import *


def make(t):
    series(t, 4, name="IM{k:06}")
