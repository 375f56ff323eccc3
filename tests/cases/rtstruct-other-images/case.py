# SPDX-License-Identifier: GPL-3.0-or-later
"""Contours beside the images of their frame, but drawn on others by their UIDs (as published for the STS patients)."""
from maker import *


def make(t):
    series(t, 5)
    rtstruct(t / "rs.dcm", [(1, "Tumour", [square(11), square(12)])], ["1.2.3.55.1", "1.2.3.55.2"])
