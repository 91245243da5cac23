"""Spoils a sound row in one place at a time and sees that the checks notice.

    python3 tools/demo-shop/test_checks.py
"""

import copy
import sys
import unittest

sys.dont_write_bytecode = True

import catalogue
import checks

ROWS = catalogue.rows()
PICTURES = {image for row in ROWS for image in row.product["images"]}


def spoil(sku, *path_and_value):
    """The problems of the shop after one value of one row was replaced."""
    *path, last, value = path_and_value
    rows = copy.deepcopy(ROWS)
    target = next(row.product for row in rows if row.product["sku"] == sku)
    for step in path:
        target = target[step]
    target[last] = value
    return "\n".join(checks.problems(rows, PICTURES))


class Checks(unittest.TestCase):
    def test_the_shop_is_sound(self):
        self.assertEqual(checks.problems(ROWS, PICTURES), [])

    def test_every_contradiction_is_noticed(self):
        cases = (
            ("size_mm says", "SL 147 white", "size_mm", "width", 1500),
            ("size_mm says", "RW 18 oak", "size_mm", "depth", 800),
            ("size_mm says", "RD 100 white", "size_mm", "depth", 900),
            ("size_mm says", "YS 120 white", "size_mm", "height", 1300),
            ("size_mm says", "CB 80 black", "size_mm", "width", 900),
            ("size is not positive", "KX 210", "size_mm", "height", 0),
            ("attribute Load capacity", "KX 210", "attributes", "Load capacity", "90 kg"),
            ("attribute Tabletop thickness", "SL 147 white", "attributes", "Tabletop thickness", "18 mm"),
            ("attribute Warranty", "MX 340 black", "attributes", "Warranty", "7 years"),
            ("attribute Drawers", "HY.4 grey", "attributes", "Drawers", "5"),
            ("attribute Doors", "TL 200 white", "attributes", "Doors", "3"),
            ("attribute Drawers", "MP-2 white", "attributes", "Drawers", "3"),
            ("capacity is", "LW-4/120 white", "capacity", 6),
            ("capacity is", "WD-2 grey", "capacity", None),
            ("texts name colours", "KX 210 blue", "name", "en", "Orin Task Chair KX 210 Red"),
            ("texts name colours", "RM 12 white/black", "colours", ["white"]),
            ("is not coloured", "SL 127 oak", "colours", ["white"]),
            ("does not say", "KX 210 blue", "name", "en", "Orin Task Chair KX 210"),
            ("the Arabic name does not say", "KX 210 blue", "name", "ar", "كرسي مكتب أورين KX 210 أحمر"),
            ("not a positive amount", "KX 210", "price", "amount", "0.00"),
            ("no warranty", "KX 210", "attributes", {}),
            ("stock below zero", "KX 210", "stock", -1),
            ("is not drawn", "KX 210", "images", ["pictures/nobody.png"]),
            ("no English text", "KX 210", "description", "en", ""),
            ("only one of the Arabic texts", "KX 210", "description", "ar", None),
            ("without Arabic letters", "KX 210", "name", "ar", "Orin KX 210"),
            ("unfinished text", "KX 210", "description", "en", "A chair for {load} kg."),
            ("'ch616black' stands 2 times", "\u0421\u041d 616 white", "sku", "CH 616 black"),
            ("should have: 12 products without a price", "KX 210", "price", None),
        )
        for expected, *spoilt in cases:
            with self.subTest(spoilt=spoilt):
                self.assertIn(expected, spoil(*spoilt))


if __name__ == "__main__":
    unittest.main()
