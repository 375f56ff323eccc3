# SPDX-License-Identifier: GPL-3.0-or-later
"""A sharp kernel is shown with the series, no sentence is lost on it (34)."""
from maker import *


def make(t):
    series(t, 4, ConvolutionKernel="B70f")
