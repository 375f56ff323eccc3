# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that ends before its table of contents."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    series(t / "x", 4)
    pack(t / "a.zip", t / "x")
    (t / "a.zip").write_bytes((t / "a.zip").read_bytes()[:900])
