# SPDX-License-Identifier: GPL-3.0-or-later
"""60 days apart is not worth a word (32)."""
from maker import *


def make(t):
    series(t / "ct", 4)
    series(t / "mr", 4, "2", **mr(StudyDate="20240101"))
