# SPDX-License-Identifier: GPL-3.0-or-later
"""Two of six files end inside their pixels (27)."""
from maker import *


def make(t):
    series(t, 6)
    for name in ("002.dcm", "004.dcm"):
        p = t / name
        p.write_bytes(p.read_bytes()[:-60])
