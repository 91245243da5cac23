"""Says what is wrong with the demo shop: every figure stands in several places and must agree.

Owns: the rules a row must keep. It reads finished rows only and never repairs them.
"""

import re
import unicodedata
from collections import Counter

from words import COLOUR_WORDS, FINISHES, WOODS

LOOK_ALIKES = str.maketrans("АВСЕНІКМОРЅТХУ", "ABCEHIKMOPSTXY")
SIZE_PAIR = re.compile(r"(\d+) [x\u0445\u00d7] (\d+) (?:cm|سم)")
DIAMETER = re.compile(r"\u00d8 (\d+) (?:cm|سم)")
LENGTH = re.compile(r", (\d+) cm$")
ARABIC_LETTER = re.compile("[\u0621-\u064a]")
PLACEHOLDER = re.compile(r"[{}]|\bNone\b|\s\s")

# A figure in a text, and the attribute that must hold the same one.
FIGURES = (
    (re.compile(r"(\d+) (?:kg|كجم)"), "Load capacity"),
    (re.compile(r"(\d+) (?:mm|ملم)"), "Tabletop thickness"),
    (re.compile(r"(\d+)-year|ضمان (\d+) سنوات"), "Warranty"),
    (re.compile(r"(\d+)-Drawer|(\d+) [\w-]*\s?drawers|(\d+) أدراج"), "Drawers"),
    (re.compile(r"(\d+)-Door|(\d+) \w+ doors|(\d+) أبواب"), "Doors"),
)
PEOPLE = re.compile(r"(\d+)-(?:Seat|Seater|Person)\b|(?:for|of|with) (\d+) (?:people|seats)|(\d+) (?:مقاعد|أشخاص)")
SMALL_COUNTS = (("درجين", "Drawers", 2), ("بابين", "Doors", 2), ("سنتين", "Warranty", 2), ("ضمان سنة", "Warranty", 1))
SEAT_WORDS = (("مقعدين", 2), ("لشخصين", 2), ("مقعد واحد", 1))


def problems(rows, pictures):
    """Every broken rule as a sentence; an empty list is a sound shop."""
    products = [row.product for row in rows]
    found = []
    for product in products:
        found.extend("%s: %s" % (product["sku"], problem) for problem in row_problems(product, pictures))
    found.extend(shop_problems(products))
    return found


def key(sku):
    """The lookup key of an article code: letters and digits, look-alikes folded to Latin."""
    folded = unicodedata.normalize("NFKC", sku).upper().translate(LOOK_ALIKES)
    return "".join(char for char in folded if char.isalnum()).lower()


def row_problems(product, pictures):
    """What is wrong within one row."""
    yield from size_problems(product)
    yield from figure_problems(product)
    yield from colour_problems(product)
    yield from text_problems(product)
    price, stock = product["price"], product["stock"]
    if price is not None and not (re.match(r"\d+\.\d\d$", price["amount"]) and float(price["amount"]) > 0):
        yield "price %r is not a positive amount" % price["amount"]
    if stock is not None and stock < 0:
        yield "stock below zero"
    if "Warranty" not in product["attributes"]:
        yield "no warranty, though the shop says that every product has one"
    for image in product["images"]:
        if image not in pictures:
            yield "picture %s is not drawn" % image


def size_problems(product):
    """Sizes in names against `size_mm`."""
    size = product["size_mm"]
    upright = product["family"] == "shelf" or product["subtype"] == "whiteboard"
    second = size["height"] if upright else size["depth"]
    for name in filter(None, product["name"].values()):
        pairs, diameters, lengths = SIZE_PAIR.findall(name), DIAMETER.findall(name), LENGTH.findall(name)
        for wide, other in pairs:
            if (int(wide) * 10, int(other) * 10) != (size["width"], second):
                yield "name says %s x %s cm, size_mm says %s" % (wide, other, size)
        for across in diameters:
            if not int(across) * 10 == size["width"] == size["depth"]:
                yield "name says %s cm across, size_mm says %s" % (across, size)
        if not pairs and not diameters and any(int(length) * 10 != size["width"] for length in lengths):
            yield "name says %s cm, size_mm says %s" % (lengths, size)
    if any(side is not None and side <= 0 for side in size.values()):
        yield "a size is not positive"


def figure_problems(product):
    """Counts, weights, thickness and years in texts against attributes and capacity."""
    for text in texts(product):
        for pattern, attribute in FIGURES:
            for groups in pattern.finditer(text):
                figure = next(filter(None, groups.groups()))
                held = re.match(r"\d+", product["attributes"].get(attribute, ""))
                if held is None or held.group() != figure:
                    yield "text says %r, attribute %s says %r" % (groups.group(), attribute, product["attributes"].get(attribute))
        for word, attribute, count in SMALL_COUNTS:
            if word in text and not product["attributes"].get(attribute, "").startswith(str(count)):
                yield "text says %s, attribute %s says %r" % (word, attribute, product["attributes"].get(attribute))
        for groups in PEOPLE.finditer(text):
            if product["capacity"] != int(next(filter(None, groups.groups()))):
                yield "text says %r, capacity is %s" % (groups.group(), product["capacity"])
        for word, count in SEAT_WORDS:
            if word in text and product["capacity"] != count:
                yield "text says %s, capacity is %s" % (word, product["capacity"])


def colour_problems(product):
    """No text or attribute may name a colour the row does not have, and the name must name one."""
    said = set()
    for text in texts(product) + list(product["attributes"].values()):
        said |= COLOUR_WORDS & set(re.findall(r"[a-z]+", text.lower()))
    woods = [wood for wood in WOODS if wood in product["materials"]]
    if said - set(product["colours"]) - set(woods):
        yield "texts name colours %s, the row has %s" % (sorted(said), product["colours"] + woods)
    if any(WOODS[wood] not in product["colours"] for wood in woods):
        yield "%s is not coloured %s" % (woods, product["colours"])
    if product["subtype"] == "whiteboard":
        return
    english, arabic = product["name"]["en"], product["name"]["ar"]
    words = [entry for entry in FINISHES.values() if entry.colours == product["colours"] and [entry.wood] == (woods or [None])]
    if not any(entry.en in english for entry in words):
        yield "the name does not say %s" % (product["colours"] + woods)
    if arabic and not any(entry.ar_m in arabic or entry.ar_f in arabic for entry in words):
        yield "the Arabic name does not say %s" % (product["colours"] + woods)


def text_problems(product):
    """English is always there; Arabic is there in full or not at all."""
    name, description = product["name"], product["description"]
    if not name["en"] or not description["en"]:
        yield "no English text"
    if (name["ar"] is None) != (description["ar"] is None):
        yield "only one of the Arabic texts is there"
    for text in filter(None, (name["ar"], description["ar"])):
        if not ARABIC_LETTER.search(text):
            yield "Arabic text without Arabic letters"
    for text in texts(product) + list(product["attributes"].values()):
        if not text.strip() or PLACEHOLDER.search(text):
            yield "unfinished text %r" % text


def shop_problems(products):
    """What is wrong with the shop as a whole."""
    keys = Counter(key(product["sku"]) for product in products)
    names = Counter(product["name"]["en"] for product in products)
    pages = Counter(product["url"] for product in products if product["url"])
    for what, counter in (("article code", keys), ("name", names), ("page", pages)):
        for value, times in counter.items():
            if times > 1:
                yield "%s %r stands %d times" % (what, value, times)
    prices = [float(product["price"]["amount"]) for product in products if product["price"]]
    arabic = sum(1 for product in products if product["name"]["ar"]) / len(products)
    wide = [p["size_mm"]["width"] for p in products if p["family"] == "desk" and p["colours"][0] == "white"]
    cheap = [p for p in products if p["family"] == "chair" and p["active"] and p["price"] and float(p["price"]["amount"]) < 400]
    expectations = (
        ("280 to 330 products", 280 <= len(products) <= 330),
        ("prices from 15 to 15,000", (min(prices), max(prices)) == (15.0, 15000.0)),
        ("12 products without a price", len(products) - len(prices) == 12),
        ("Arabic on 65 to 75 % of the rows", 0.65 <= arabic <= 0.75),
        ("three white desks of 1200, 1400 and 1600 mm each", all(wide.count(mm) >= 3 for mm in (1200, 1400, 1600))),
        ("ten chairs under AED 400, three of them black", len(cheap) >= 10 and sum(p["colours"][0] == "black" for p in cheap) >= 3),
        ("stock none, known and unknown", {0, None} <= {p["stock"] for p in products}),
        ("some inactive products", 3 <= sum(not p["active"] for p in products) <= 12),
        ("an active row with a note in its name", any(p["active"] and "IGNORE PREVIOUS" in p["name"]["en"] for p in products)),
        ("capacity known on some workstations only", {None} < {p["capacity"] for p in products if p["family"] == "workstation"}),
        ("look-alike codes", {"kx210", "kx210black", "kx210newblack", "kx201black", "xk210black", "620140", "ch616black"} <= set(keys)),
    )
    for expectation, holds in expectations:
        if not holds:
            yield "the shop should have: " + expectation


def texts(product):
    """Names and descriptions that are there."""
    return [text for part in ("name", "description") for text in product[part].values() if text]
