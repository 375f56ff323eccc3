# SPDX-License-Identifier: GPL-3.0-or-later
"""Ultrasound (7)."""
from maker import *


def make(t):
    series(t, 4, Modality="US", SOPClassUID=STORAGE + "6.1")
