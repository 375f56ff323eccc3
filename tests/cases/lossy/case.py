# SPDX-License-Identifier: GPL-3.0-or-later
"""Compressed with loss at the sender, stored plain (conventions §3.1)."""
from maker import *


def make(t):
    series(t, 4, LossyImageCompression="01", LossyImageCompressionRatio=12.5)
