# SPDX-License-Identifier: GPL-3.0-or-later
"""Private scale and intercept of Philips (16): the displayed values stay."""
from maker import *

VOXELS = [v for k in range(4) for v in ramp(k)]


def make(t):
    series(t, 4, **mr(Manufacturer="Philips Medical Systems"),
           **{key: value for key, value in [("RescaleType", "normalized")]})
    for p in t.iterdir():
        k = int(p.stem)
        dicom(p, {**plain(k, **mr(Manufacturer="Philips Medical Systems")), (0x2005, 0x10, "LO"): "Philips MR Imaging DD 001",
                  (0x2005, 0x100D, "FL"): 0.0, (0x2005, 0x100E, "FL"): 0.0125})
