# SPDX-License-Identifier: GPL-3.0-or-later
"""Carets, blanks and case are no difference (10)."""
from maker import *


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientName="ABLE Anna", SeriesDescription="Other")
