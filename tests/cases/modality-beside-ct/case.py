# SPDX-License-Identifier: GPL-3.0-or-later
"""An X-ray beside the CT: it is left out."""
from maker import *


def make(t):
    series(t / "ct", 4)
    series(t / "dx", 1, "2", Modality="DX", SOPClassUID=STORAGE + "1.1", SeriesDescription="Pelvis ap")
