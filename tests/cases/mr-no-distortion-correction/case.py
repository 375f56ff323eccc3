# SPDX-License-Identifier: GPL-3.0-or-later
"""An MR that says ND (conventions §3.1)."""
from maker import *


def make(t):
    series(t, 4, **mr(ImageType=["ORIGINAL", "PRIMARY", "M", "ND"]))
