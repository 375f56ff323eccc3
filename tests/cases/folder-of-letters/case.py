# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of letters."""
from maker import *


def make(t):
    write(t / "one.txt", b"The images follow by post.")
    write(t / "two.txt", b"They did not.")
