# SPDX-License-Identifier: GPL-3.0-or-later
"""An intercept that is no number is not none: the values would be off by a thousand."""
from maker import *


def make(t):
    series(t, 5, RescaleIntercept="minus")
