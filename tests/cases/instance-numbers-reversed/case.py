# SPDX-License-Identifier: GPL-3.0-or-later
"""Instance numbers run against the positions: positions count (domain §5.2)."""
from maker import *

VOXELS = [v - 1000 for k in range(5) for v in ramp(k)]


def make(t):
    series(t, 5, InstanceNumber=lambda k: 5 - k)
