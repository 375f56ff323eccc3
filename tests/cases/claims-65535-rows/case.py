# SPDX-License-Identifier: GPL-3.0-or-later
"""65535 × 65535 pixels that are not there."""
from maker import *

SOURCE = "{T}/in/000.dcm"


def make(t):
    series(t, 1, Rows=65535, Columns=65535)
