# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes above 127 and no character set."""
from maker import *


def make(t):
    series(t, 4, SeriesDescription=b"F\xe9mur")
