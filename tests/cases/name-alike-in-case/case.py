# SPDX-License-Identifier: GPL-3.0-or-later
"""Spelled with other carets and capitals than the case: the same person (10)."""
from maker import *

BEFORE = [("{T}/in/a",)]
SOURCE = "{T}/in/b"


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientName="ABLE Anna", SeriesDescription="Other")
