# SPDX-License-Identifier: GPL-3.0-or-later
"""Two echoes in one series, numbered in turn (5)."""
from maker import *


def make(t):
    series(t, 10, **mr(ImagePositionPatient=lambda k: [-5, -4, 10 + k // 2], EchoTime=lambda k: (2.4, 4.8)[k % 2]))
