# SPDX-License-Identifier: GPL-3.0-or-later
"""The header of the last slice is damaged: the stack looks whole without it, and a plain import stops."""
from maker import *


def make(t):
    series(t, 5)
    p = t / "004.dcm"
    data = p.read_bytes()
    p.write_bytes(data[:140] + b"\xff\xfe" * 300)
