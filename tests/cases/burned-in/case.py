# SPDX-License-Identifier: GPL-3.0-or-later
"""Text is burned into the pixels (20)."""
from maker import *


def make(t):
    series(t, 4, BurnedInAnnotation="YES")
