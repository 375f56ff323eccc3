# SPDX-License-Identifier: GPL-3.0-or-later
"""An MR that is 83 days older than the CT of the case (32)."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/mr"


def make(t):
    series(t / "ct", 4)
    series(t / "mr", 4, "2", **mr(StudyDate="20231209"))
