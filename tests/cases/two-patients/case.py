# SPDX-License-Identifier: GPL-3.0-or-later
"""Series of two patients in one folder (9)."""
from maker import *


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientID="P2", PatientName="Baker^Ben", SeriesDescription="Other")
