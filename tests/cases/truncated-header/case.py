# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that ends inside its header."""
from maker import *


def make(t):
    series(t, 4)
    p = t / "002.dcm"
    p.write_bytes(p.read_bytes()[:420])
