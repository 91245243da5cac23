"""Turns series into catalogue rows: one product for each size and finish.

Owns: how names, article codes, prices and stock figures are put together. It must never invent a
fact that is not in `series.py`, and two runs must give the same rows.
"""

import re
import zlib
from collections import namedtuple

import series as shop
from words import FINISHES, KINDS, arabic_facts

CURRENCY = "AED"
SEAT_KINDS = {1: "one_seat", 2: "two_seat", 3: "three_seat"}

# A product and the picture it shares with all products of the same look (`None`: no picture).
Row = namedtuple("Row", "product look")
Look = namedtuple("Look", "shape main second")


def rows():
    """All rows of the demo shop, in shelf order."""
    return [
        row(series, size, FINISHES[code])
        for series in shop.ALL
        for size in series.sizes
        for code in series.finishes
        if not size.only or code in size.only
    ]


def row(series, size, finish):
    """One product of a series."""
    kind = KINDS[series.kind]
    facts = dict(series.facts, **size.facts)
    facts.update(arabic_facts(facts))
    facts["seat_kind"] = SEAT_KINDS.get(facts.get("seats"), "")
    facts["finish_en"] = finish.en.split(",")[0]
    facts["second_en"] = finish.second or ""
    sku = code_of(series, size, finish.code)
    model = code_of(series, size, "")
    sku = shop.RENAMED.get(sku, sku)
    look = Look(size.shape or series.shape, finish.main, finish.second or series.second)
    has_arabic = bool(series.name[1])
    product = {
        "sku": sku,
        "name": {
            "en": english_name(series, size, finish, kind, model, facts, sku),
            "ar": arabic_name(series, size, finish, kind, model, facts) if has_arabic else None,
        },
        "description": {
            "en": filled(series.en, facts),
            "ar": filled(series.ar, facts) if has_arabic else None,
        },
        "categories": kind.categories,
        "family": kind.family,
        "subtype": filled(kind.subtype, facts),
        "colours": finish.colours,
        "materials": list(series.materials) + ([finish.wood] if finish.wood else []),
        "size_mm": {"width": size.width, "depth": size.depth, "height": size.height, "length": None},
        "price": price_of(series, size, finish, sku),
        "stock": stock_of(series, sku),
        "active": sku not in shop.INACTIVE,
        "images": ["pictures/" + picture_name(look)] if series.pictured else [],
        "attributes": {name: filled(value, facts) for name, value in series.attributes.items()},
        "capacity": facts.get("people") or (facts["seats"] if "seats" in facts else None),
        "url": None if series.kind in shop.NO_PAGE_KINDS else "https://shop.example/p/" + slug(sku),
    }
    return Row(product, look if series.pictured else None)


def code_of(series, size, finish_code):
    """The article code; with an empty finish, the model code that stands in names."""
    code = series.code.format(size=size.code)
    text = series.sku.format(code=code, size=size.code, finish=finish_code)
    return " ".join(text.split())


def english_name(series, size, finish, kind, model, facts, sku):
    """`Sahel Straight Desk SL 147 White, 140 x 70 cm`."""
    label, parts = size.label[0], [series.name[0], filled(kind.en, facts), model]
    if label and not label.startswith("with"):
        parts.append(label)
    parts.append(finish.en)
    if label.startswith("with"):
        parts.append(label)
    cross = "\u0445" if sku in shop.CYRILLIC_SIZE else "x"
    name = " ".join(parts) + size_text(series, size, facts, cross, "cm")
    return " ".join([name, shop.NAME_NOTES[sku]]) if sku in shop.NAME_NOTES else name


def arabic_name(series, size, finish, kind, model, facts):
    """`مكتب مستقيم ساحل SL 147 أبيض، 140 × 70 سم`."""
    colour = finish.ar_f if kind.gender == "f" else finish.ar_m
    parts = [filled(kind.ar, facts), series.name[1], model, colour]
    if size.label[1]:
        parts.append(size.label[1])
    return " ".join(parts) + size_text(series, size, facts, "\u00d7", "سم").replace(",", "\u060c")


def size_text(series, size, facts, cross, unit):
    """The size at the end of a name, in centimetres."""
    width, depth, height = (side // 10 for side in (size.width, size.depth, size.height))
    style = facts.get("sized", series.sized)
    if style == "rectangle":
        return ", %d %s %d %s" % (width, cross, depth, unit)
    if style == "upright":
        return ", %d %s %d %s" % (width, cross, height, unit)
    if style == "circle":
        return ", \u00d8 %d %s" % (width, unit)
    if style == "length":
        return ", %d %s" % (width, unit)
    return ""


def price_of(series, size, finish, sku):
    """The price without VAT, or `None` where the shop has none."""
    if sku in shop.NO_PRICE:
        return None
    amount = series.price + size.extra + finish.extra
    return {"amount": "%d.%02d" % (amount, series.fils), "currency": CURRENCY, "basis": series.basis}


def stock_of(series, sku):
    """Pieces in stock: written by hand for the rows people ask for, else spread by the code."""
    if sku in shop.STOCK:
        return shop.STOCK[sku]
    draw = zlib.crc32(sku.encode("utf-8"))
    fate, amount = draw % 100, draw // 100
    if fate < 9:
        return 0
    if fate < 22:
        return None
    return 1 + amount % {"bulk": 220, "normal": 60, "rare": 7}[series.stock]


def picture_name(look):
    """The file a look is drawn into."""
    return "%s-%s-%s.png" % (look.shape.replace("_", "-"), look.main, look.second)


def slug(sku):
    """The code as it stands in a web address."""
    latin = sku.translate({0x0421: "C", 0x041D: "H"}).lower()
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")


def filled(template, facts):
    """A text with its placeholders replaced; an unknown one is an error."""
    return template.format(**facts)
