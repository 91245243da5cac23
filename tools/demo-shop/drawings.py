"""The drawn look of every kind of furniture: one function a shape.

Owns: colours on the screen, and where each part of a piece of furniture stands. A drawing function
takes the canvas, the tones of the main colour and the tones of the second colour (legs, frame,
screens). It must never know prices, names or article codes.
"""

from collections import namedtuple

from raster import Canvas

SIZE = 640
FLOOR = 540
BACKGROUND, HALO, SHADOW = 0xF5F2EC, 0xEAE4D9, 0xD9D1C3

# Four shades of one colour, from lit to shaded.
Tones = namedtuple("Tones", "light base dark deep")

COLOURS = {
    "black": Tones(0x55585E, 0x3A3D43, 0x292B30, 0x1B1D20),
    "white": Tones(0xFFFFFF, 0xF8F8F6, 0xDCDAD5, 0xBDBAB3),
    "grey": Tones(0xB4B9BF, 0x979DA4, 0x777D85, 0x5B6067),
    "blue": Tones(0x5C8BC4, 0x3D6DA8, 0x2B5286, 0x1F3D66),
    "green": Tones(0x77A98A, 0x568B6C, 0x3F6E53, 0x2D523D),
    "red": Tones(0xD96B62, 0xBE4A43, 0x973530, 0x732622),
    "beige": Tones(0xE8D9BF, 0xD8C4A2, 0xBBA47F, 0x998463),
    "brown": Tones(0x9A6B4A, 0x7A5034, 0x5D3B25, 0x44291A),
    "orange": Tones(0xF0A45B, 0xDE8635, 0xB76924, 0x8C4F19),
    "silver": Tones(0xE3E6E9, 0xC9CED3, 0xA5ABB2, 0x82888F),
    "oak": Tones(0xE6CB9F, 0xD4B483, 0xB59362, 0x8F7149),
    "walnut": Tones(0x9C7150, 0x7F573A, 0x61402A, 0x472E1D),
}
GLASS = Tones(0xE4F1F4, 0xCFE4EA, 0xA9C8D1, 0x86AAB5)
LEAF = Tones(0x7DB37A, 0x5E9A63, 0x457A4C, 0x2F5A38)


def draw(shape, main, second):
    """The picture of `shape` in the named colours, as PNG bytes."""
    canvas = Canvas(SIZE, BACKGROUND)
    canvas.ellipse(320, 318, 272, 272, HALO)
    SHAPES[shape](canvas, COLOURS[main], COLOURS[second])
    return canvas.png()


# -- parts that several pieces share ------------------------------------------------------------


def shadow(c, half_width, y=FLOOR + 4, x=320):
    c.ellipse(x, y, half_width, 15, SHADOW)


def star_base(c, top, metal, reach=112):
    """Gas column and five-star base on castors."""
    shadow(c, reach + 30)
    c.rect(309, top, 22, 492 - top, metal.dark)
    c.rect(309, top, 9, 492 - top, metal.base)
    for x, y in ((-reach, 522), (reach, 522), (-reach * 0.42, 532), (reach * 0.42, 532)):
        c.stroke([(320, 490), (320 + x, y - 10)], 15, metal.dark if x > 0 else metal.base)
    for x, y in ((-reach, 522), (reach, 522), (-reach * 0.42, 532), (reach * 0.42, 532)):
        c.ellipse(320 + x, y + 6, 14, 14, 0x26282C)
        c.ellipse(320 + x, y + 6, 5, 5, 0x6A6E75)


def armrests(c, frame, inner=112, top=318, bottom=372):
    for side in (-1, 1):
        c.stroke([(320 + side * (inner - 22), bottom), (320 + side * inner, bottom), (320 + side * inner, top)], 11, frame.dark)
        c.stroke([(320 + side * (inner - 12), top), (320 + side * (inner + 14), top)], 17, frame.base)


def seat_cushion(c, tone, y=352, half=108, thick=46):
    c.rect(320 - half, y, 2 * half, thick, tone.dark, thick * 0.48)
    c.rect(320 - half, y, 2 * half, thick * 0.66, tone.base, thick * 0.33)
    c.rect(320 - half + 16, y + 5, 2 * half - 32, 8, tone.light, 4)


def desk_top(c, tone, y=300, left=70, right=570, depth=46, thick=18, inset=48):
    """A table top seen from slightly above; returns the y of its underside."""
    c.polygon([(left + inset, y), (right - inset, y), (right, y + depth), (left, y + depth)], tone.light)
    c.rect(left, y + depth, right - left, thick, tone.base)
    c.rect(left, y + depth + thick - 4, right - left, 4, tone.dark)
    return y + depth + thick


def panel(c, x, y, width, height, tone):
    """A board with a shaded right edge."""
    c.rect(x, y, width, height, tone.base)
    c.rect(x + width - min(8, width / 3), y, min(8, width / 3), height, tone.dark)


def drawer(c, x, y, width, height, tone, metal):
    c.rect(x, y, width, height, tone.dark, 4)
    c.rect(x + 2, y + 2, width - 4, height - 5, tone.base, 3)
    c.rect(x + 2, y + 2, width - 4, 4, tone.light, 2)
    c.rect(x + width / 2 - width * 0.16, y + height * 0.3, width * 0.32, 7, metal.dark, 3.5)


def monitor(c, x, y, width=96, height=60):
    c.rect(x + width / 2 - 5, y + height, 10, 20, 0x60656C)
    c.rect(x + width / 2 - 22, y + height + 16, 44, 6, 0x60656C, 3)
    c.rect(x, y, width, height, 0x2B2E33, 5)
    c.rect(x + 5, y + 5, width - 10, height - 10, 0x8FB3CF, 2)
    c.polygon([(x + 5, y + 5), (x + width * 0.62, y + 5), (x + width * 0.3, y + height - 5), (x + 5, y + height - 5)], 0xA6C5DC)


def plant(c, x, y):
    for lean in (-26, -12, 2, 16, 28):
        c.blob([(x, y), (x + lean - 8, y - 34), (x + lean * 1.3, y - 62 + abs(lean) * 0.6), (x + lean + 6, y - 30)], LEAF.base if lean % 4 else LEAF.dark)
    c.polygon([(x - 20, y - 8), (x + 20, y - 8), (x + 14, y + 26), (x - 14, y + 26)], 0xC98B63)


# -- chairs -------------------------------------------------------------------------------------


def task_chair(c, main, second):
    star_base(c, 392, second)
    c.rect(309, 270, 22, 100, second.dark, 8)
    c.blob([(246, 130), (320, 116), (394, 130), (406, 220), (388, 300), (320, 312), (252, 300), (234, 220)], main.dark)
    c.blob([(250, 132), (320, 120), (386, 132), (396, 220), (378, 294), (320, 304), (254, 294), (240, 220)], main.base)
    c.blob([(262, 142), (320, 132), (330, 140), (300, 180), (262, 240), (252, 210)], main.light)
    armrests(c, second)
    seat_cushion(c, main)


def mesh_chair(c, main, second, headrest=False):
    star_base(c, 392, second)
    c.rect(311, 250, 18, 120, second.dark, 8)
    if headrest:
        c.rect(313, 92, 14, 40, second.dark, 4)
        c.rect(268, 66, 104, 46, main.dark, 20)
        c.rect(268, 66, 104, 38, main.base, 18)
    outline = [(248, 124), (320, 112), (392, 124), (404, 220), (384, 302), (320, 312), (256, 302), (236, 220)]
    c.blob(outline, second.base)
    inner = [(320 + (x - 320) * 0.86, 214 + (y - 214) * 0.88) for x, y in outline]
    c.blob(inner, main.light)
    for step in range(-4, 5):
        x = 320 + step * 14
        c.stroke([(x, 138 + abs(step) * 2), (x, 290 - abs(step) * 2)], 2.4, main.base)
    for step in range(10):
        y = 146 + step * 15
        reach = 64 - abs(step - 5) * 1.5
        c.stroke([(320 - reach, y), (320 + reach, y)], 2.4, main.base)
    c.rect(250, 258, 140, 20, second.dark, 10)
    armrests(c, second)
    seat_cushion(c, main)


def mesh_chair_headrest(c, main, second):
    mesh_chair(c, main, second, headrest=True)


def executive_chair(c, main, second):
    star_base(c, 404, second, reach=120)
    c.rect(228, 70, 184, 270, main.dark, 46)
    c.rect(228, 70, 176, 262, main.base, 44)
    for y in (92, 152, 208, 264):
        c.rect(246, y, 148, 50, main.dark, 20)
        c.rect(246, y, 146, 44, main.light if y == 92 else main.base, 18)
        c.rect(258, y + 6, 120, 6, main.light, 3)
    for side in (-1, 1):
        c.stroke([(320 + side * 110, 392), (320 + side * 130, 384), (320 + side * 130, 318)], 13, second.dark)
        c.rect(320 + side * 130 - 20, 300, 40, 28, main.dark, 12)
        c.rect(320 + side * 130 - 20, 300, 38, 20, main.base, 10)
    seat_cushion(c, main, y=346, half=118, thick=62)


def visitor_chair(c, main, second):
    """Cantilever (sled) frame."""
    shadow(c, 150)
    c.stroke([(398, 532), (244, 532), (226, 520), (226, 386)], 13, second.dark)
    c.stroke([(420, 532), (262, 532), (242, 518), (242, 380), (246, 300)], 13, second.base)
    c.blob([(236, 158), (262, 150), (276, 160), (290, 300), (284, 336), (258, 336), (244, 300)], main.dark)
    c.blob([(244, 156), (266, 152), (276, 164), (286, 300), (280, 330), (264, 330), (252, 290)], main.base)
    c.stroke([(262, 176), (270, 290)], 5, main.light)
    c.stroke([(248, 296), (262, 284), (384, 284), (396, 296), (396, 352)], 12, second.dark)
    c.rect(236, 346, 188, 42, main.dark, 20)
    c.rect(236, 346, 188, 28, main.base, 14)
    c.rect(254, 351, 150, 7, main.light, 3)


def four_leg_chair(c, main, second):
    shadow(c, 140)
    for x0, x1 in ((262, 250), (378, 390)):
        c.stroke([(x0, 380), (x1, 500)], 11, second.dark)
    for x0, x1 in ((238, 214), (402, 426)):
        c.stroke([(x0, 380), (x1, 532)], 13, second.base)
    c.stroke([(262, 350), (256, 240)], 12, second.dark)
    c.stroke([(378, 350), (384, 240)], 12, second.dark)
    c.rect(228, 156, 184, 130, main.dark, 34)
    c.rect(228, 156, 184, 120, main.base, 32)
    c.rect(250, 168, 110, 9, main.light, 4)
    seat_cushion(c, main, y=346, half=104, thick=44)


def armchair_four_leg(c, main, second):
    four_leg_chair(c, main, second)
    for side in (-1, 1):
        c.stroke([(320 + side * 96, 372), (320 + side * 122, 366), (320 + side * 122, 300)], 11, second.dark)
        c.stroke([(320 + side * 96, 298), (320 + side * 124, 298)], 17, second.base)


def tablet_chair(c, main, second):
    four_leg_chair(c, main, second)
    c.stroke([(416, 376), (440, 368), (440, 306)], 11, second.dark)
    c.polygon([(372, 288), (472, 288), (486, 306), (356, 306)], COLOURS["oak"].light)
    c.rect(356, 306, 130, 9, COLOURS["oak"].dark, 3)


def conference_chair(c, main, second):
    star_base(c, 396, second)
    c.rect(234, 120, 172, 214, main.dark, 26)
    c.rect(234, 120, 166, 208, main.base, 24)
    for y in range(142, 320, 21):
        c.rect(242, y, 150, 4, main.dark)
        c.rect(242, y + 4, 150, 3, main.light)
    for side in (-1, 1):
        x = 320 + side * 118
        c.stroke([(320 + side * 88, 250), (x, 262), (x, 370), (320 + side * 90, 380)], 12, second.base)
        c.stroke([(x, 282), (x, 330)], 17, second.dark)
    seat_cushion(c, main, y=352, half=104, thick=40)


def drafting_stool(c, main, second):
    star_base(c, 300, second, reach=104)
    c.ellipse(320, 440, 92, 20, second.dark)
    c.ellipse(320, 437, 80, 14, HALO)
    c.rect(309, 418, 22, 40, second.base)
    c.rect(311, 190, 18, 90, second.dark, 8)
    c.rect(252, 108, 136, 100, main.dark, 34)
    c.rect(252, 108, 130, 92, main.base, 32)
    c.rect(270, 118, 80, 8, main.light, 4)
    seat_cushion(c, main, y=262, half=92, thick=44)


def bar_stool(c, main, second):
    shadow(c, 118)
    c.ellipse(320, 532, 96, 18, second.dark)
    c.ellipse(320, 528, 96, 16, second.base)
    c.rect(310, 268, 20, 258, second.dark)
    c.rect(310, 268, 8, 258, second.light)
    c.stroke([(258, 430), (270, 446), (370, 446), (382, 430)], 9, second.base)
    c.blob([(236, 186), (320, 172), (404, 186), (412, 244), (396, 286), (320, 296), (244, 286), (228, 244)], main.dark)
    c.blob([(240, 190), (320, 178), (400, 190), (404, 226), (388, 250), (320, 258), (252, 250), (236, 226)], main.base)
    c.blob([(252, 248), (320, 258), (388, 248), (396, 268), (320, 286), (244, 268)], main.light)


def bench(c, main, second, seats):
    half = 74 * seats
    shadow(c, half + 14)
    left = 320 - half
    for x in (left + 40, 320 + half - 40):
        c.stroke([(x, 424), (x, 510), (x - 30, 532)], 13, second.dark)
        c.stroke([(x, 510), (x + 30, 532)], 13, second.base)
    c.rect(left + 8, 414, 2 * half - 16, 17, second.dark, 6)
    width = 2 * half / seats
    for seat in range(seats):
        x = left + seat * width
        c.rect(x + 8, 236, width - 16, 132, main.dark, 20)
        c.rect(x + 8, 236, width - 20, 126, main.base, 18)
        for row in range(5):
            for column in range(5):
                c.ellipse(x + 30 + column * (width - 60) / 4, 258 + row * 20, 4, 4, main.dark)
        c.rect(x + 6, 374, width - 12, 34, main.dark, 14)
        c.rect(x + 6, 374, width - 12, 22, main.light, 11)
    for edge in range(seats + 1):
        x = left + edge * width
        c.stroke([(x, 410), (x, 336)], 9, second.base)
        c.stroke([(x, 334), (x, 348)], 15, second.dark)


def bench_2(c, main, second):
    bench(c, main, second, 2)


def bench_3(c, main, second):
    bench(c, main, second, 3)


def folding_chair(c, main, second):
    shadow(c, 140)
    c.stroke([(262, 160), (404, 530)], 12, second.dark)
    c.stroke([(380, 352), (242, 530)], 12, second.dark)
    c.stroke([(240, 160), (384, 532)], 12, second.base)
    c.stroke([(402, 356), (222, 532)], 12, second.base)
    c.polygon([(228, 154), (276, 140), (318, 250), (270, 264)], main.dark)
    c.polygon([(232, 154), (270, 144), (308, 246), (270, 258)], main.base)
    c.rect(254, 336, 164, 28, main.dark, 12)
    c.rect(254, 336, 164, 18, main.base, 9)
    c.rect(270, 340, 120, 5, main.light, 2)


# -- desks, workstations, tables ----------------------------------------------------------------


def panel_desk(c, main, second):
    """Straight desk on panel legs with a modesty panel."""
    shadow(c, 262)
    c.rect(108, 366, 424, 88, main.dark)
    under = desk_top(c, main)
    panel(c, 84, under, 34, FLOOR - under, main)
    panel(c, 522, under, 34, FLOOR - under, main)
    monitor(c, 276, 226)


def frame_desk(c, main, second):
    """Straight desk on an A-shaped metal frame."""
    shadow(c, 262)
    c.stroke([(136, 372), (106, 530)], 14, second.dark)
    c.stroke([(504, 372), (534, 530)], 14, second.dark)
    c.rect(140, 366, 360, 12, second.dark)
    under = desk_top(c, main)
    c.stroke([(108, under + 4), (138, 534)], 14, second.base)
    c.stroke([(532, under + 4), (502, 534)], 14, second.base)
    monitor(c, 276, 226)
    plant(c, 488, 292)


def small_desk(c, main, second):
    """Compact desk with one drawer."""
    shadow(c, 190)
    for x in (164, 466):
        c.rect(x, 360, 12, 170, second.dark)
    under = desk_top(c, main, left=136, right=504, inset=36)
    drawer(c, 340, under, 146, 46, main, second)
    for x in (150, 478):
        c.rect(x, under, 14, FLOOR - under, second.base)


def l_desk(c, main, second):
    shadow(c, 268)
    c.rect(112, 356, 250, 96, main.dark)
    c.polygon([(92, 276), (548, 276), (596, 362), (408, 362), (384, 322), (58, 322)], main.light)
    c.polygon([(58, 322), (384, 322), (408, 362), (408, 380), (384, 340), (58, 340)], main.dark)
    c.rect(58, 322, 326, 18, main.base)
    c.rect(408, 362, 188, 18, main.base)
    panel(c, 74, 340, 32, FLOOR - 20 - 340, main)
    panel(c, 418, 380, 26, FLOOR - 380, main)
    panel(c, 562, 380, 26, FLOOR - 380, main)
    for row in range(3):
        drawer(c, 446, 386 + row * 50, 114, 48, main, second)
    monitor(c, 196, 214)


def executive_desk(c, main, second):
    shadow(c, 276)
    c.rect(190, 366, 260, 126, main.deep)
    c.rect(204, 380, 232, 98, main.dark)
    under = desk_top(c, main, left=50, right=590, thick=26, inset=52)
    for x in (70, 426):
        c.rect(x, under, 144, FLOOR - under - 8, main.base)
        c.rect(x + 136, under, 8, FLOOR - under - 8, main.dark)
        for row in range(3):
            drawer(c, x + 8, under + 8 + row * 49, 126, 47, main, second)
        c.rect(x - 6, FLOOR - 10, 156, 14, main.deep)
    c.rect(236, 318, 168, 20, 0x3B3E44, 4)
    c.rect(240, 321, 160, 8, 0x565A61, 3)
    plant(c, 490, 292)


def height_desk(c, main, second):
    shadow(c, 246)
    for x in (166, 444):
        c.rect(x - 2, 320, 34, 120, second.dark)
        c.rect(x + 4, 420, 22, 108, second.base)
        c.rect(x - 44, 526, 118, 15, second.dark, 7)
    c.rect(190, 318, 260, 14, second.dark)
    under = desk_top(c, main, y=254, left=72, right=568)
    c.rect(420, under, 56, 13, 0x33363B, 4)
    c.ellipse(434, under + 6, 3, 3, 0x8FD0A0)
    monitor(c, 270, 180)
    for y, turn in ((424, 1), (486, -1)):
        c.polygon([(312, y), (328, y), (320, y - 16 * turn)], 0xA79D8D)
    c.rect(317, 424, 6, 62, 0xA79D8D)


def workstation(c, main, second, columns):
    """Face-to-face seats: `columns` places on each side of a screen."""
    half = 90 + 60 * columns
    left, right = 320 - half, 320 + half
    shadow(c, half + 4)
    width = (right - left - 40) / columns
    for column in range(columns):
        monitor(c, left + 20 + width * (column + 0.5) - 38, 236, 76, 50)
    c.rect(left + 26, 262, right - left - 52, 62, second.dark, 5)
    c.rect(left + 26, 262, right - left - 52, 56, second.base, 5)
    c.rect(left + 34, 268, right - left - 68, 7, second.light, 3)
    for column in range(1, columns):
        x = left + (right - left) * column / columns
        c.rect(x - 4, 250, 8, 90, second.deep, 3)
    under = desk_top(c, main, y=312, left=left, right=right, depth=58, thick=17, inset=26)
    for column in range(columns + 1):
        x = left + 14 + (right - left - 42) * column / columns
        c.rect(x, under, 14, FLOOR - under, COLOURS["silver"].dark)
        c.rect(x, under, 6, FLOOR - under, COLOURS["silver"].base)
    for column in range(columns):
        x = left + 20 + width * (column + 0.5)
        c.rect(x - 34, 338, 68, 12, 0x4A4E55, 4)


def workstation_2(c, main, second):
    workstation(c, main, second, 1)


def workstation_4(c, main, second):
    workstation(c, main, second, 2)


def workstation_6(c, main, second):
    workstation(c, main, second, 3)


def meeting_table(c, main, second):
    shadow(c, 250)
    for x in (150, 470):
        c.stroke([(x + (28 if x < 320 else -28), 380), (x + (28 if x < 320 else -28), 510)], 13, second.dark)
    c.polygon([(134, 296), (506, 296), (582, 352), (58, 352)], main.light)
    c.rect(58, 352, 524, 20, main.base)
    c.rect(58, 368, 524, 4, main.dark)
    for x in (92, 532):
        c.rect(x, 372, 17, FLOOR - 372, second.base)
        c.rect(x + 10, 372, 7, FLOOR - 372, second.dark)


def conference_table(c, main, second):
    shadow(c, 270)
    for x in (170, 400):
        c.rect(x, 372, 70, 160, main.dark)
        c.rect(x, 372, 48, 160, main.base)
        c.rect(x - 12, 524, 94, 16, main.deep, 4)
    c.blob([(80, 300), (320, 274), (560, 300), (604, 330), (580, 358), (320, 386), (60, 358), (36, 330)], main.dark)
    c.blob([(80, 290), (320, 264), (560, 290), (604, 318), (580, 344), (320, 370), (60, 344), (36, 318)], main.base)
    c.blob([(96, 290), (320, 268), (544, 290), (584, 316), (560, 338), (320, 360), (80, 338), (56, 316)], main.light)
    c.rect(278, 306, 84, 18, second.dark, 6)
    for x in (290, 312, 334):
        c.rect(x, 311, 14, 8, second.light, 2)


def round_table(c, main, second):
    shadow(c, 130)
    c.ellipse(320, 528, 112, 20, second.dark)
    c.ellipse(320, 523, 112, 18, second.base)
    c.rect(306, 340, 28, 184, second.dark)
    c.rect(306, 340, 12, 184, second.light)
    c.ellipse(320, 330, 216, 58, main.dark)
    c.ellipse(320, 316, 216, 58, main.base)
    c.ellipse(320, 313, 206, 52, main.light)


def coffee_round(c, main, second):
    shadow(c, 170)
    for x0, x1 in ((250, 214), (390, 426), (320, 320)):
        c.stroke([(x0, 430), (x1, 532 if x0 != 320 else 506)], 13, second.dark)
    c.ellipse(320, 422, 190, 48, main.dark)
    c.ellipse(320, 410, 190, 48, main.base)
    c.ellipse(320, 407, 181, 43, main.light)
    c.ellipse(300, 402, 28, 8, 0xFFFFFF)
    c.rect(284, 376, 32, 26, 0xE9E4DA, 9)
    c.ellipse(300, 378, 14, 4, 0x6B4A35)


def coffee_table(c, main, second):
    shadow(c, 240)
    for x in (142, 486):
        c.rect(x, 426, 12, 90, second.dark)
    c.polygon([(142, 476), (498, 476), (520, 496), (120, 496)], main.base)
    under = desk_top(c, main, y=378, left=92, right=548, depth=44)
    for x in (106, 520):
        c.rect(x, under, 14, FLOOR - under, second.base)
    c.rect(250, 396, 96, 9, 0xC86B5A, 2)
    c.rect(258, 387, 84, 9, 0x5E83A8, 2)


def training_table(c, main, second):
    """Flip-top table on castors."""
    shadow(c, 236)
    under = desk_top(c, main, y=296, left=82, right=558, depth=42, thick=15)
    for x in (146, 494):
        c.rect(x - 8, under, 16, 142, second.base)
        c.rect(x, under, 8, 142, second.dark)
        c.stroke([(x - 52, 516), (x, 496), (x + 52, 516)], 13, second.dark)
        for wheel in (-52, 52):
            c.ellipse(x + wheel, 530, 13, 13, 0x26282C)
            c.ellipse(x + wheel, 530, 5, 5, 0x6A6E75)
    c.rect(146, 372, 348, 11, second.dark)
    c.rect(168, 388, 304, 46, second.light, 4)


def reception_desk(c, main, second):
    shadow(c, 280)
    c.rect(60, 262, 520, 272, second.dark)
    c.rect(60, 262, 500, 272, second.base)
    c.rect(48, 240, 544, 30, main.dark, 5)
    c.rect(48, 240, 544, 22, main.light, 5)
    c.rect(92, 300, 456, 186, main.dark, 6)
    c.rect(92, 300, 450, 180, main.base, 6)
    for x in range(128, 540, 38):
        c.rect(x, 300, 3, 180, main.dark)
    c.rect(60, 496, 520, 8, 0xF6E2A8)
    c.rect(72, 516, 496, 20, second.deep)
    monitor(c, 356, 162, 104, 62)
    plant(c, 140, 214)


# -- storage ------------------------------------------------------------------------------------


def drawers(c, main, second, count, x, width, top):
    shadow(c, width / 2 + 24)
    height = FLOOR - 10 - top
    c.rect(x, top, width, height, main.dark, 5)
    c.rect(x, top, width - 12, height, main.base, 5)
    c.rect(x - 4, top - 8, width + 8, 16, main.light, 4)
    c.rect(x + 8, FLOOR - 12, width - 16, 14, main.deep)
    each = (height - 22) / count
    for row in range(count):
        drawer(c, x + 10, top + 14 + row * each, width - 28, each - 5, main, second)
        c.rect(x + width / 2 - 26, top + 14 + row * each + each * 0.52, 44, 12, 0xF4F1EA, 2)


def filing_2(c, main, second):
    drawers(c, main, second, 2, 216, 208, 296)


def filing_3(c, main, second):
    drawers(c, main, second, 3, 216, 208, 210)


def filing_4(c, main, second):
    drawers(c, main, second, 4, 220, 200, 116)


def lateral_2(c, main, second):
    drawers(c, main, second, 2, 130, 380, 310)


def lateral_3(c, main, second):
    drawers(c, main, second, 3, 130, 380, 218)


def lateral_4(c, main, second):
    drawers(c, main, second, 4, 140, 360, 126)


def cupboard(c, main, second, top):
    shadow(c, 152)
    height = FLOOR - 12 - top
    c.rect(192, top, 256, height, main.dark, 5)
    c.rect(186, top - 10, 268, 18, main.light, 4)
    for x in (200, 322):
        c.rect(x, top + 14, 118, height - 24, main.base, 3)
        c.rect(x, top + 14, 118, 5, main.light, 2)
    for x in (304, 328):
        c.rect(x, top + height / 2 - 26, 8, 52, second.dark, 4)
    for x in (204, 418):
        c.rect(x, FLOOR - 12, 18, 14, main.deep)


def cupboard_low(c, main, second):
    cupboard(c, main, second, 320)
    plant(c, 380, 284)


def cupboard_tall(c, main, second):
    cupboard(c, main, second, 100)


def locker(c, main, second, columns, rows):
    top, width = 100, 100 * columns + 10
    left = 320 - width / 2
    shadow(c, width / 2 + 26)
    c.rect(left - 6, top - 8, width + 12, FLOOR - 12 - top + 8, COLOURS["grey"].light, 4)
    c.rect(left - 6, top - 8, 8, FLOOR - 12 - top + 8, COLOURS["silver"].light, 4)
    each = (FLOOR - 26 - top) / rows
    for column in range(columns):
        for row in range(rows):
            x, y = left + 5 + column * 100, top + 4 + row * each
            c.rect(x + 2, y + 2, 96, each - 5, main.dark, 4)
            c.rect(x + 2, y + 2, 92, each - 8, main.base, 4)
            for slot in range(3):
                c.rect(x + 26, y + 16 + slot * 8, 46, 3, main.deep)
            c.ellipse(x + 80, y + each / 2, 6, 6, second.light)
            c.rect(x + 79, y + each / 2, 2, 6, second.deep)
    for x in (left + 4, left + width - 20):
        c.rect(x, FLOOR - 12, 16, 14, COLOURS["grey"].deep)


def locker_2(c, main, second):
    locker(c, main, second, 2, 1)


def locker_4(c, main, second):
    locker(c, main, second, 2, 2)


def locker_6(c, main, second):
    locker(c, main, second, 2, 3)


def pedestal(c, main, second, castors, count):
    top = 292
    width, left = 188, 226
    shadow(c, 120)
    bottom = 514 if castors else 534
    c.rect(left, top, width, bottom - top, main.dark, 5)
    c.rect(left, top, width - 12, bottom - top, main.base, 5)
    c.rect(left - 5, top - 10, width + 10, 18, main.light, 4)
    heights = (52, 52, 92) if count == 3 else (78, 122)
    scale, y = (bottom - top - 22) / float(sum(heights)), top + 14
    for height in heights:
        drawer(c, left + 9, y, width - 28, height * scale - 5, main, second)
        y += height * scale
    c.ellipse(left + width - 34, top + 26, 5, 5, second.deep)
    if castors:
        for x in (left + 24, left + width - 30):
            c.rect(x - 6, 510, 12, 12, 0x6A6E75)
            c.ellipse(x, 528, 13, 13, 0x26282C)


def pedestal_mobile(c, main, second):
    pedestal(c, main, second, True, 3)


def pedestal_slim(c, main, second):
    pedestal(c, main, second, True, 2)


def pedestal_fixed(c, main, second):
    pedestal(c, main, second, False, 3)


BOOKS = (0xC86B5A, 0x5E83A8, 0xE0B35C, 0x6E9E83, 0x8D6A93, 0xD9D4C9)


def bookcase(c, main, second, top, shelves):
    left, width = 192, 256
    shadow(c, 152)
    c.rect(left, top, width, FLOOR - top, main.dark)
    each = (FLOOR - 10 - top) / shelves
    for row in range(shelves):
        y = top + 12 + row * each
        c.rect(left + 14, y, width - 28, each - 12, main.deep if main is COLOURS["black"] else main.light)
        c.rect(left + 14, y, width - 28, 10, main.dark)
        base, x = y + each - 12, left + 24 + (row % 2) * 74
        for book in range(4 + row % 3):
            tall = each * (0.46 + 0.09 * ((book * 2 + row) % 3))
            c.rect(x, base - tall, 15, tall, BOOKS[(book + row * 2) % len(BOOKS)], 2)
            x += 18
    for row in range(shelves + 1):
        c.rect(left, top + row * each, width, 12, main.base)
        c.rect(left, top + row * each, width, 4, main.light)
    for x in (left, left + width - 14):
        c.rect(x, top, 14, FLOOR - top, main.base)


def bookcase_low(c, main, second):
    bookcase(c, main, second, 300, 2)


def bookcase_mid(c, main, second):
    bookcase(c, main, second, 210, 3)


def bookcase_tall(c, main, second):
    bookcase(c, main, second, 90, 5)


# -- lounge and pods ----------------------------------------------------------------------------


def sofa(c, main, second, seats):
    half = (126, 196, 262)[seats - 1]
    left, arm = 320 - half, 40
    shadow(c, half + 10)
    for x in (left + 26, 320 + half - 26):
        c.stroke([(x, 496), (x + (-8 if x < 320 else 8), 534)], 13, second.dark)
    c.rect(left + 16, 240, 2 * half - 32, 200, main.dark, 34)
    c.rect(left + 22, 430, 2 * half - 44, 72, main.dark, 12)
    width = (2 * half - 2 * arm) / seats
    for seat in range(seats):
        x = left + arm + seat * width
        c.rect(x + 2, 256, width - 4, 152, main.dark, 26)
        c.rect(x + 3, 252, width - 7, 146, main.base, 26)
        c.rect(x + 20, 262, width - 44, 9, main.light, 4)
        c.rect(x + 1, 390, width - 2, 64, main.dark, 20)
        c.rect(x + 2, 388, width - 5, 52, main.base, 20)
        c.rect(x + 16, 394, width - 34, 9, main.light, 4)
    for x in (left, 320 + half - arm - 6):
        c.rect(x, 330, arm + 6, 172, main.dark, 20)
        c.rect(x, 330, arm, 166, main.base, 20)
        c.rect(x + 9, 340, 20, 9, main.light, 4)


def sofa_1(c, main, second):
    sofa(c, main, second, 1)


def sofa_2(c, main, second):
    sofa(c, main, second, 2)


def sofa_3(c, main, second):
    sofa(c, main, second, 3)


def phone_booth(c, main, second):
    shadow(c, 140)
    c.rect(202, 74, 236, 462, main.dark, 16)
    c.rect(202, 74, 222, 462, main.base, 16)
    c.rect(216, 92, 192, 424, second.dark, 6)
    c.rect(226, 102, 172, 404, GLASS.base, 4)
    c.rect(226, 300, 172, 206, second.light)
    c.rect(270, 372, 86, 20, second.base, 8)
    c.rect(304, 392, 18, 90, second.dark)
    c.rect(276, 480, 74, 10, second.dark, 4)
    c.rect(226, 296, 100, 14, COLOURS["oak"].base, 3)
    c.polygon([(226, 102), (300, 102), (226, 260)], GLASS.light)
    c.rect(284, 108, 56, 8, 0xFBE9AE, 4)
    c.rect(382, 280, 9, 66, second.deep, 4)
    c.rect(214, 530, 24, 12, main.deep)
    c.rect(402, 530, 24, 12, main.deep)


def meeting_pod(c, main, second):
    shadow(c, 272)
    c.rect(56, 104, 528, 430, main.dark, 20)
    c.rect(56, 104, 514, 430, main.base, 20)
    c.rect(84, 132, 458, 382, second.dark, 8)
    c.rect(94, 142, 438, 362, GLASS.base, 5)
    c.rect(94, 360, 438, 144, second.light)
    for x, flip in ((108, 1), (430, -1)):
        back = x if flip == 1 else x + 64
        c.rect(back, 296, 28, 170, second.dark, 10)
        c.rect(x, 396, 92, 32, second.base, 10)
        c.rect(x + 6, 428, 80, 60, second.dark, 4)
    c.rect(230, 372, 166, 15, COLOURS["oak"].base, 5)
    c.rect(304, 387, 18, 104, second.deep)
    c.rect(270, 486, 86, 10, second.deep, 4)
    c.rect(256, 222, 114, 70, 0x2B2E33, 5)
    c.rect(261, 227, 104, 60, 0x8FB3CF, 3)
    c.polygon([(94, 142), (206, 142), (94, 320)], GLASS.light)
    c.rect(240, 148, 146, 8, 0xFBE9AE, 4)
    for x in (80, 528):
        c.rect(x, 530, 30, 12, main.deep)


# -- accessories --------------------------------------------------------------------------------


def desk_edge(c, y=470):
    """A stretch of table top for things that stand on one."""
    oak = COLOURS["oak"]
    c.polygon([(120, y - 30), (520, y - 30), (566, y), (74, y)], oak.light)
    c.rect(74, y, 492, 22, oak.base)
    c.rect(74, y + 17, 492, 5, oak.dark)


def monitor_arm(c, main, second):
    desk_edge(c)
    c.rect(292, 440, 56, 16, main.dark, 4)
    c.rect(309, 290, 22, 156, main.base, 6)
    c.stroke([(320, 320), (408, 268)], 19, main.dark)
    c.stroke([(408, 268), (330, 210)], 19, main.base)
    c.ellipse(408, 268, 15, 15, main.light)
    c.rect(206, 118, 232, 144, 0x2B2E33, 8)
    c.rect(215, 127, 214, 126, 0x8FB3CF, 4)
    c.polygon([(215, 127), (350, 127), (280, 253), (215, 253)], 0xA6C5DC)


def monitor_arm_dual(c, main, second):
    desk_edge(c)
    c.rect(292, 440, 56, 16, main.dark, 4)
    c.rect(309, 250, 22, 196, main.base, 6)
    c.stroke([(320, 276), (196, 236)], 17, main.dark)
    c.stroke([(320, 276), (444, 236)], 17, main.dark)
    c.ellipse(320, 276, 15, 15, main.light)
    for x in (92, 332):
        c.rect(x, 148, 216, 132, 0x2B2E33, 8)
        c.rect(x + 8, 156, 200, 116, 0x8FB3CF, 4)
        c.polygon([(x + 8, 156), (x + 130, 156), (x + 70, 272), (x + 8, 272)], 0xA6C5DC)


def cable_tray(c, main, second):
    desk_edge(c, 260)
    for x in (170, 448):
        c.rect(x, 282, 22, 60, main.dark, 3)
    c.rect(120, 332, 400, 84, main.dark, 8)
    c.rect(120, 332, 400, 76, main.base, 8)
    for x in range(140, 506, 26):
        c.rect(x, 346, 12, 48, main.dark, 5)
    c.stroke([(214, 336), (224, 312), (252, 318), (262, 338)], 7, 0x44484E)
    c.stroke([(360, 336), (372, 308), (402, 316), (410, 338)], 7, 0x5E83A8)


def cable_kit(c, main, second):
    """A bag of clips and a grommet."""
    shadow(c, 200, 470)
    for x, y in ((190, 300), (300, 262), (410, 304), (246, 388), (370, 396)):
        c.ellipse(x, y + 6, 46, 46, main.deep)
        c.ellipse(x, y, 46, 46, main.base)
        c.ellipse(x, y, 30, 30, main.dark)
        c.ellipse(x - 8, y - 4, 17, 17, main.deep)
        c.rect(x + 4, y - 6, 44, 13, main.deep, 5)


def footrest(c, main, second):
    shadow(c, 210, 482)
    c.stroke([(190, 470), (226, 392)], 22, second.dark)
    c.stroke([(450, 470), (414, 392)], 22, second.dark)
    c.stroke([(180, 474), (460, 474)], 20, second.base)
    c.polygon([(176, 330), (464, 330), (512, 428), (128, 428)], main.base)
    c.rect(128, 428, 384, 20, main.dark, 6)
    for row in range(5):
        y = 346 + row * 17
        for column in range(11):
            c.ellipse(320 + (column - 5) * (26 + row * 1.7), y, 6, 4, main.light)


def desk_lamp(c, main, second):
    shadow(c, 130, 532)
    c.polygon([(346, 248), (468, 326), (524, 530), (372, 530)], 0xF3E9CB)
    c.ellipse(290, 526, 92, 19, main.deep)
    c.ellipse(290, 518, 92, 19, main.base)
    c.stroke([(290, 512), (216, 330)], 13, second.dark)
    c.stroke([(216, 330), (372, 190)], 13, second.base)
    c.ellipse(216, 330, 16, 16, main.dark)
    c.polygon([(360, 158), (424, 202), (474, 322), (330, 232)], main.dark)
    c.polygon([(360, 158), (404, 188), (440, 300), (330, 232)], main.base)
    c.ellipse(372, 186, 17, 17, main.dark)
    c.polygon([(332, 232), (472, 320), (452, 330), (340, 258)], 0xFBE9AE)


def floor_lamp(c, main, second):
    shadow(c, 110)
    c.polygon([(244, 226), (396, 226), (468, 520), (172, 520)], 0xF0E6CC)
    c.ellipse(320, 530, 88, 17, main.deep)
    c.ellipse(320, 523, 88, 17, main.base)
    c.rect(313, 200, 14, 324, second.dark, 4)
    c.polygon([(266, 92), (374, 92), (414, 226), (226, 226)], main.dark)
    c.polygon([(266, 92), (356, 92), (382, 226), (226, 226)], main.base)
    c.polygon([(272, 100), (300, 100), (284, 218), (240, 218)], main.light)


def desk_screen(c, main, second):
    """Acoustic divider clamped to a desk."""
    c.rect(104, 212, 432, 214, main.dark, 22)
    c.rect(104, 212, 432, 204, main.base, 22)
    for y in range(238, 400, 26):
        c.stroke([(132, y), (508, y)], 3, main.light)
    desk_edge(c, 446)
    for x in (180, 430):
        c.rect(x, 402, 30, 76, second.dark, 5)
        c.rect(x, 402, 12, 76, second.base, 5)


def wall_panels(c, main, second):
    """Acoustic wall tiles."""
    for row in range(3):
        for column in range(3):
            x, y = 122 + column * 134, 122 + row * 134
            c.rect(x + 3, y + 6, 126, 126, SHADOW, 16)
            c.rect(x, y, 126, 126, main.dark, 16)
            c.rect(x, y, 126, 120, (main.base, main.light, main.base)[(row + column) % 3], 16)


def whiteboard(c, main, second):
    c.rect(74, 152, 500, 324, SHADOW, 10)
    c.rect(66, 140, 508, 324, second.dark, 10)
    c.rect(66, 140, 508, 318, second.base, 10)
    c.rect(82, 156, 476, 288, main.light, 4)
    c.stroke([(130, 360), (190, 300), (246, 330), (320, 236), (372, 262)], 7, 0x5E83A8)
    c.stroke([(128, 216), (226, 216)], 7, 0xC86B5A)
    c.stroke([(128, 244), (196, 244)], 7, 0x8C9196)
    c.rect(210, 456, 220, 18, second.dark, 5)
    for x, ink in ((240, 0xC86B5A), (290, 0x3D6DA8), (340, 0x2B2E33)):
        c.rect(x, 448, 40, 9, ink, 4)


def whiteboard_mobile(c, main, second):
    shadow(c, 210)
    for x in (150, 490):
        c.rect(x - 7, 150, 14, 366, second.dark, 4)
        c.stroke([(x - 46, 518), (x + 46, 518)], 13, second.base)
        for wheel in (-46, 46):
            c.ellipse(x + wheel, 530, 12, 12, 0x26282C)
    c.rect(156, 468, 328, 11, second.dark)
    c.rect(112, 96, 416, 300, second.base, 8)
    c.rect(126, 110, 388, 272, main.light, 4)
    c.stroke([(170, 320), (226, 262), (280, 290), (352, 196), (410, 222)], 7, 0x5E83A8)
    c.stroke([(166, 168), (256, 168)], 7, 0xC86B5A)
    c.rect(226, 392, 188, 15, second.dark, 5)


def coat_stand(c, main, second):
    shadow(c, 120)
    c.ellipse(320, 531, 92, 17, main.deep)
    c.ellipse(320, 524, 92, 17, main.base)
    c.rect(312, 90, 17, 436, main.dark, 6)
    c.rect(312, 90, 8, 436, main.base, 4)
    c.ellipse(320, 88, 14, 14, main.base)
    for y, reach in ((130, 74), (186, 58)):
        for side in (-1, 1):
            c.stroke([(320, y + 22), (320 + side * reach, y + 6), (320 + side * (reach + 8), y - 22)], 12, main.dark if side > 0 else main.base)
    c.blob([(246, 118), (262, 128), (292, 210), (300, 340), (252, 350), (206, 338), (222, 214)], 0x5E83A8)
    c.blob([(246, 126), (256, 136), (268, 214), (270, 336), (240, 340), (216, 330), (228, 214)], 0x779ABD)


SHAPES = {
    function.__name__: function
    for function in (
        task_chair, mesh_chair, mesh_chair_headrest, executive_chair, visitor_chair, four_leg_chair,
        armchair_four_leg, tablet_chair, conference_chair, drafting_stool, bar_stool, bench_2, bench_3,
        folding_chair, panel_desk, frame_desk, small_desk, l_desk, executive_desk, height_desk,
        workstation_2, workstation_4, workstation_6, meeting_table, conference_table, round_table,
        coffee_round, coffee_table, training_table, reception_desk, filing_2, filing_3, filing_4,
        lateral_2, lateral_3, lateral_4, cupboard_low, cupboard_tall, locker_2, locker_4, locker_6,
        pedestal_mobile, pedestal_slim, pedestal_fixed, bookcase_low, bookcase_mid, bookcase_tall,
        sofa_1, sofa_2, sofa_3, phone_booth, meeting_pod, monitor_arm, monitor_arm_dual, cable_tray,
        cable_kit, footrest, desk_lamp, floor_lamp, desk_screen, wall_panels, whiteboard,
        whiteboard_mobile, coat_stand,
    )
}
