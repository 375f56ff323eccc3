# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip of letters."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    with zipfile.ZipFile(t / "a.zip", "w") as z:
        z.writestr("letter.txt", "Dear colleague, the images follow by post. " * 30)
