# SPDX-License-Identifier: GPL-3.0-or-later
"""An archive of another kind is named, not opened."""
from maker import *

SOURCE = "{T}/in/a.7z"


def make(t):
    write(t / "a.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 600)
