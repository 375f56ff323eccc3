#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-bindings.py actions.def FOLDER: each action has one row in the table of bindings, each row a tour that is run."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bindings

with open(sys.argv[1], encoding="utf-8") as file:
    actions = dict(re.findall(r'^ACTION \(\w+, "\w+", "([\w.-]+)", N_ \(".*?"\), "(.*?)"\)', file.read(), re.M))
with open(os.path.join(sys.argv[2], "meson.build"), encoding="utf-8") as file:
    run = set(re.findall(r"'([a-z-]+)'", file.read()))
rows = bindings.rows()
names = [row[0] for row in rows]
print("1..5")


def check(number, what, bad):
    print(f"{'not ok' if bad else 'ok'} {number} - {what}")
    for one in bad:
        print("#", one)


check(1, "the table of actions was read", [] if len(actions) > 100 else ["too few actions"])
check(2, "every action has a row, or says why not", sorted(set(actions) - set(names) - set(bindings.MISSING)))
check(3, "no action of a row is unknown, or is said to be missing as well",
      sorted(name for name in names if re.match(r"(app|win|window|view)\.", name)
             and (name not in actions or name in bindings.MISSING)))
check(4, "no binding has two rows; all have four cells, a way and something seen",
      sorted({name for name in names if names.count(name) > 1}
             | {row[0] for row in rows if len(row) != 4 or not row[3] or not (row[2] or actions.get(row[0]))}))
check(5, "every tour of a row is run", sorted({row[1] for row in rows} - run))
