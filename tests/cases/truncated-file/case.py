# SPDX-License-Identifier: GPL-3.0-or-later
"""A single file that ends inside its pixels (27)."""
from maker import *

SOURCE = "{T}/in/000.dcm"


def make(t):
    series(t, 1)
    p = t / "000.dcm"
    p.write_bytes(p.read_bytes()[:-60])
