# SPDX-License-Identifier: GPL-3.0-or-later
"""A DICOMDIR that lists files which are not there (30)."""
from maker import *


def make(t):
    dicomdir(t / "DICOMDIR", ["IMAGES/IM1", "IMAGES/IM2"])
