# SPDX-License-Identifier: GPL-3.0-or-later
"""Magnitude and phase in one series (6)."""
from maker import *


def make(t):
    series(t, 10, **mr(ImagePositionPatient=lambda k: [-5, -4, 10 + k % 5],
                       ImageType=lambda k: ["ORIGINAL", "PRIMARY", ("M_FFE", "PHASE MAP")[k // 5]]))
