# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that wants a password."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    series(t / "x", 4)
    pack(t / "a.zip", t / "x")
    data = bytearray((t / "a.zip").read_bytes())
    for tag, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(tag)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(tag, at + 4)
    (t / "a.zip").write_bytes(data)
