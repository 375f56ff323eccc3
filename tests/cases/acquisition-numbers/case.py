# SPDX-License-Identifier: GPL-3.0-or-later
"""Two acquisitions in one series (5)."""
from maker import *


def make(t):
    series(t, 10, ImagePositionPatient=lambda k: [-5, -4, 10 + k % 5], AcquisitionNumber=lambda k: k // 5 + 1)
