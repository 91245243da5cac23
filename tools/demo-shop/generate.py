#!/usr/bin/env python3
"""Makes the demo shop: content/demo-shop/catalogue.jsonl and its pictures.

    python3 tools/demo-shop/generate.py            writes what changed
    python3 tools/demo-shop/generate.py --check    writes nothing; exit code 1 if files differ

Needs Python 3.9 or newer and nothing else. The same sources always give the same shop. Both ways
first run the checks of `checks.py` and stop with exit code 2 if the shop contradicts itself.
"""

import argparse
import json
import multiprocessing
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import catalogue
import checks
import drawings
import raster
import series as shop

SHOP = Path(__file__).resolve().parent.parent.parent / "content" / "demo-shop"


def main():
    """Runs the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Makes the demo shop's catalogue and pictures.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the checked-in files differ")
    options = parser.parse_args()

    rows = catalogue.rows()
    looks = sorted({row.look for row in rows if row.look})
    found = checks.problems(rows, {"pictures/" + catalogue.picture_name(look) for look in looks})
    found += unknown_exceptions(rows)
    if found:
        print("The demo shop contradicts itself:", *found, sep="\n  ", file=sys.stderr)
        return 2

    wanted = {SHOP / "catalogue.jsonl": catalogue_bytes(rows)}
    for look, png in zip(looks, draw_all(looks)):
        wanted[SHOP / "pictures" / catalogue.picture_name(look)] = png
    stale = [path for path, content in sorted(wanted.items()) if not is_current(path, content)]
    stray = sorted(path for path in (SHOP / "pictures").glob("*") if path not in wanted)
    if options.check:
        return report(stale, stray)
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path])
    for path in stray:
        path.unlink()
    print("%d products, %d pictures; %d files written, %d removed" % (len(rows), len(looks), len(stale), len(stray)))
    return 0


def unknown_exceptions(rows):
    """Exceptions in `series.py` that name a row nobody sells any more."""
    codes = {row.product["sku"] for row in rows}
    for name in ("NO_PRICE", "INACTIVE", "STOCK", "NAME_NOTES", "CYRILLIC_SIZE"):
        for code in getattr(shop, name):
            if code not in codes:
                yield "%s names %s, which is not in the shop" % (name, code)


def catalogue_bytes(rows):
    """The rows as JSON lines."""
    lines = (json.dumps(row.product, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    return "".join(lines).encode("utf-8")


def draw_all(looks):
    """The picture of every look, drawn on all cores."""
    with multiprocessing.Pool() as pool:
        return pool.starmap(drawings.draw, looks, chunksize=4)


def is_current(path, content):
    """Whether a file shows what it should; pictures are compared by what they show."""
    if not path.is_file():
        return False
    held = path.read_bytes()
    if path.suffix == ".png":
        return raster.content_of(held) == raster.content_of(content)
    return held == content


def report(stale, stray):
    """Tells what `--check` found; returns the exit code."""
    for path in stale:
        print("differs: %s" % path.relative_to(SHOP.parent.parent), file=sys.stderr)
    for path in stray:
        print("not made by the generator: %s" % path.relative_to(SHOP.parent.parent), file=sys.stderr)
    if stale or stray:
        print("Run python3 tools/demo-shop/generate.py and commit the result.", file=sys.stderr)
        return 1
    print("The demo shop is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
