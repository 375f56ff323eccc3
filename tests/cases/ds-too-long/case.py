# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of more than 16 characters (26)."""
from maker import *


def make(t):
    series(t, 4, ImagePositionPatient=lambda k: f"-5.00000000000000000001\\-4.0000000000000000\\{10 + k}.000000000000000000")
