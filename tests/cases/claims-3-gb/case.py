# SPDX-License-Identifier: GPL-3.0-or-later
"""The pixel data claim 3 GB and the file has 160 bytes of them (27)."""
from maker import *

SOURCE = "{T}/in/000.dcm"


def make(t):
    series(t, 1)
    p = t / "000.dcm"
    whole = p.read_bytes()
    tag = b"\xe0\x7f\x10\x00OW\0\0"
    at = whole.index(tag) + len(tag)
    p.write_bytes(whole[:at] + (3 << 30).to_bytes(4, "little") + whole[at + 4:])
