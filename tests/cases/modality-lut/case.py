# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that go through a table."""
from maker import *


def make(t):
    series(t, 4, ModalityLUTSequence=[dict(LUTDescriptor=[4, 0, 16], LUTData=bytes(8))])
