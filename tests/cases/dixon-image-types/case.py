# SPDX-License-Identifier: GPL-3.0-or-later
"""Water and fat of a Dixon sequence in one series (6)."""
from maker import *


def make(t):
    series(t, 10, **mr(ImagePositionPatient=lambda k: [-5, -4, 10 + k % 5],
                       ImageType=lambda k: ["DERIVED", "PRIMARY", "DIXON", ("WATER", "FAT")[k // 5]]))
