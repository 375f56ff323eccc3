# SPDX-License-Identifier: GPL-3.0-or-later
"""Contours beside their images wait until they are chosen."""
from maker import *


def make(t):
    series(t, 5)
    rtstruct(t / "rs.dcm", [(1, "Tumour", [square(11), square(12)])], ["1.2.3.1.2", "1.2.3.1.3"])
