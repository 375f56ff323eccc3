# SPDX-License-Identifier: GPL-3.0-or-later
"""Two b values in one series (5)."""
from maker import *


def make(t):
    series(t, 10, **mr(ImagePositionPatient=lambda k: [-5, -4, 10 + k % 5], DiffusionBValue=lambda k: (0.0, 800.0)[k // 5]))
