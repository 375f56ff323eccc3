# SPDX-License-Identifier: GPL-3.0-or-later
"""A CT with an echo time is no CT."""
from maker import *


def make(t):
    series(t, 4, EchoTime=0.03)
