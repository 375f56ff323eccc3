# SPDX-License-Identifier: GPL-3.0-or-later
"""A slice that may not be read: what is not seen would not be missed."""
import os

from maker import *


def SKIP():
    return "root reads everything" if os.geteuid() == 0 else None


def make(t):
    series(t, 4)
    os.chmod(t / "002.dcm", 0)
