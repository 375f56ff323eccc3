# SPDX-License-Identifier: GPL-3.0-or-later
"""Escape sequences in file names must not reach the terminal."""
from maker import *


def make(t):
    series(t, 4, name="{k}\x1b[31m.dcm")
    write(t / "no\x1b[2Jtes.dcm", b"The images follow by post. " * 30)
    nifti(t / "scan\x1b[1m.nii")
