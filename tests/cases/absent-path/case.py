# SPDX-License-Identifier: GPL-3.0-or-later
"""A path that is not there."""
from maker import *

SOURCE = "{T}/nowhere"


def make(t):
    pass
