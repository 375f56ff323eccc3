# SPDX-License-Identifier: GPL-3.0-or-later
"""Escape sequences in description, name and id must not reach the terminal."""
from maker import *


def make(t):
    series(t / "a", 3, SeriesDescription=b"Thin\x1b[31m red\x07\x9b2J", PatientName=b"Able\x1b]0;title\x07")
    series(t / "b", 3, "2", PatientID=b"P2\x1b[2J", PatientName="Baker^Ben", SeriesDescription="Other")
