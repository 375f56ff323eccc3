# SPDX-License-Identifier: GPL-3.0-or-later
"""A JPEG picture named .dcm (30)."""
from maker import *


def make(t):
    series(t, 4)
    write(t / "photo.dcm", b"\xff\xd8\xff\xe0" + b"\0" * 600)
