# SPDX-License-Identifier: GPL-3.0-or-later
"""One id, two names (10): asked, and answered."""
from maker import *


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientName="Abel^Anna", SeriesDescription="Other")
