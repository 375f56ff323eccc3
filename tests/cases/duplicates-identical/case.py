# SPDX-License-Identifier: GPL-3.0-or-later
"""Two slices were sent twice, under new UIDs, with the same pixels (4)."""
from maker import *


def make(t):
    series(t, 5)
    for k in (1, 3):
        dicom(t / f"again{k}.dcm", plain(k, SOPInstanceUID=f"1.2.3.8.{k}"))
