# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip whose table claims more than its bytes can hold (30)."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    series(t / "x", 4)
    pack(t / "a.zip", t / "x")
    data = bytearray((t / "a.zip").read_bytes())
    for tag, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(tag)
        data[at + size:at + size + 4] = b"\xf0\xff\xff\xff"
    (t / "a.zip").write_bytes(data)
