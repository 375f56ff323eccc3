# SPDX-License-Identifier: GPL-3.0-or-later
"""A text file named .dcm, named itself (30)."""
from maker import *

SOURCE = "{T}/in/notes.dcm"


def make(t):
    write(t / "notes.dcm", b"The images follow by post. " * 30)
