# SPDX-License-Identifier: GPL-3.0-or-later
"""One slice of ten is not there (domain §5.3, 1)."""
from maker import *


def make(t):
    series(t, 10, skip={4})
