# SPDX-License-Identifier: GPL-3.0-or-later
"""An empty file named .dcm (30)."""
from maker import *


def make(t):
    series(t, 4)
    write(t / "empty.dcm", b"")
