# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place is taken twice and only the image numbers tell the volumes apart (5)."""
from maker import *


def make(t):
    series(t, 10, ImagePositionPatient=lambda k: [-5, -4, 10 + k // 2])
