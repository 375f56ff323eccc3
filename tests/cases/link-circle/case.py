# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder that holds a link to itself."""
from maker import *


def make(t):
    series(t / "ct", 4)
    (t / "ct" / "again").symlink_to(t)
