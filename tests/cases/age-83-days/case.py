# SPDX-License-Identifier: GPL-3.0-or-later
"""The MR is 83 days older than the CT (32)."""
from maker import *


def make(t):
    series(t / "ct", 4)
    series(t / "mr", 4, "2", **mr(StudyDate="20231209"))
