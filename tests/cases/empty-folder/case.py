# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with nothing in it."""
from maker import *


def make(t):
    pass
