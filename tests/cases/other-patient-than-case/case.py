# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of another patient for a case that has one (9)."""
from maker import *

BEFORE = [("{T}/in/a",)]
SOURCE = "{T}/in/b"


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, "2", PatientID="P2", PatientName="Baker^Ben", SeriesDescription="Other")
