# SPDX-License-Identifier: GPL-3.0-or-later
"""One id, two dates of birth (10)."""
from maker import *


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientBirthDate="19710101", SeriesDescription="Other")
