"""The shop's words: finishes and kinds of furniture in English and Arabic.

Owns: how a finish is spelt in a code and in a name, which canonical colours it has, and what a kind
is called, filed under and drawn as. It must never hold facts about one series.
"""

from collections import namedtuple

# `code` is the spelling inside an article code; `colours` are canonical, main one first; `wood` is the
# wood it looks like; `main` and `second` are drawing tones (`None`: the series decides).
Finish = namedtuple("Finish", "code en ar_m ar_f colours wood main second extra")

WOOD_EXTRA = 20

# The canonical colour of a wood.
WOODS = {"oak": "natural", "walnut": "brown"}


def finish(code, en, ar_m, ar_f, colours, main, second=None):
    """One finish. A wood finish costs `WOOD_EXTRA` AED more than a plain one."""
    wood = main if main in WOODS else None
    return Finish(code, en, ar_m, ar_f, colours, wood, main, second, WOOD_EXTRA if wood else 0)


FINISHES = {
    entry.code: entry
    for entry in (
        finish("black", "Black", "أسود", "سوداء", ["black"], "black"),
        finish("white", "White", "أبيض", "بيضاء", ["white"], "white"),
        finish("grey", "Grey", "رمادي", "رمادية", ["grey"], "grey"),
        finish("blue", "Blue", "أزرق", "زرقاء", ["blue"], "blue"),
        finish("green", "Green", "أخضر", "خضراء", ["green"], "green"),
        finish("red", "Red", "أحمر", "حمراء", ["red"], "red"),
        finish("beige", "Beige", "بيج", "بيج", ["beige"], "beige"),
        finish("brown", "Brown", "بني", "بنية", ["brown"], "brown"),
        finish("orange", "Orange", "برتقالي", "برتقالية", ["orange"], "orange"),
        finish("silver", "Silver", "فضي", "فضية", ["silver"], "silver"),
        finish("oak", "Oak", "بلون البلوط", "بلون البلوط", ["natural"], "oak"),
        finish("walnut", "Walnut", "بلون الجوز", "بلون الجوز", ["brown"], "walnut"),
        finish("white/black", "White, Black Frame", "أبيض بإطار أسود", "بيضاء بإطار أسود",
               ["white", "black"], "white", "black"),
        finish("white/white", "White, White Frame", "أبيض بإطار أبيض", "بيضاء بإطار أبيض",
               ["white"], "white", "white"),
        finish("oak/black", "Oak, Black Frame", "بلون البلوط بإطار أسود", "بلون البلوط بإطار أسود",
               ["natural", "black"], "oak", "black"),
        finish("walnut/black", "Walnut, Black Frame", "بلون الجوز بإطار أسود", "بلون الجوز بإطار أسود",
               ["brown", "black"], "walnut", "black"),
    )
}

COLOUR_WORDS = frozenset(
    "black white grey blue green red beige brown orange silver oak walnut yellow purple pink gold".split()
)

Kind = namedtuple("Kind", "family subtype categories en ar gender")


def kind(family, subtype, categories, en, ar, gender="m"):
    """One kind; `en` and `ar` may hold counts such as `{drawers}`, `subtype` may hold `{seat_kind}`."""
    return Kind(family, subtype, categories, en, ar, gender)


KINDS = {
    "task chair": kind("chair", "task", ["Office chairs", "Task chairs"], "Task Chair", "كرسي مكتب"),
    "mesh chair": kind("chair", "mesh", ["Office chairs", "Mesh chairs"], "Mesh Chair", "كرسي شبك"),
    "executive chair": kind("chair", "executive", ["Office chairs", "Executive chairs"], "Executive Chair", "كرسي مدير"),
    "conference chair": kind("chair", "conference", ["Office chairs", "Conference chairs"], "Conference Chair", "كرسي اجتماعات"),
    "visitor chair": kind("chair", "visitor", ["Office chairs", "Visitor chairs"], "Visitor Chair", "كرسي زوار"),
    "training chair": kind("chair", "training", ["Office chairs", "Training chairs"], "Training Chair", "كرسي تدريب"),
    "drafting stool": kind("chair", "drafting", ["Office chairs", "Drafting stools"], "Drafting Stool", "كرسي رسم عالي"),
    "bar stool": kind("chair", "bar_stool", ["Office chairs", "Bar stools"], "Bar Stool", "كرسي بار"),
    "bench seating": kind("chair", "bench", ["Office chairs", "Bench seating"], "{seats}-Seat Waiting Bench", "بنش انتظار {seats_ar}"),
    "folding chair": kind("chair", "folding", ["Office chairs", "Folding chairs"], "Folding Chair", "كرسي قابل للطي"),
    "straight desk": kind("desk", "straight", ["Desks", "Straight desks"], "Straight Desk", "مكتب مستقيم"),
    "compact desk": kind("desk", "straight", ["Desks", "Straight desks"], "Compact Desk", "مكتب صغير"),
    "l desk": kind("desk", "l_shaped", ["Desks", "L-shaped desks"], "L-Shaped Desk", "مكتب زاوية"),
    "executive desk": kind("desk", "executive", ["Desks", "Executive desks"], "Executive Desk", "مكتب مدير"),
    "height desk": kind("desk", "height_adjustable", ["Desks", "Height-adjustable desks"], "Height-Adjustable Desk", "مكتب متحرك الارتفاع"),
    "reception desk": kind("desk", "reception", ["Desks", "Reception desks"], "Reception Desk", "كاونتر استقبال"),
    "seat cluster": kind("workstation", "cluster", ["Workstations"], "{seats}-Seat Workstation", "محطة عمل {seats_people_ar}", "f"),
    "bench workstation": kind("workstation", "cluster", ["Workstations"], "Bench Workstation", "محطة عمل مشتركة", "f"),
    "meeting table": kind("table", "meeting", ["Tables", "Meeting tables"], "Meeting Table", "طاولة اجتماعات", "f"),
    "conference table": kind("table", "meeting", ["Tables", "Conference tables"], "Conference Table", "طاولة مؤتمرات", "f"),
    "round table": kind("table", "round", ["Tables", "Round tables"], "Round Table", "طاولة دائرية", "f"),
    "coffee table": kind("table", "coffee", ["Tables", "Coffee tables"], "Coffee Table", "طاولة قهوة", "f"),
    "training table": kind("table", "training", ["Tables", "Training tables"], "Folding Training Table", "طاولة تدريب قابلة للطي", "f"),
    "filing cabinet": kind("cabinet", "filing", ["Storage", "Filing cabinets"], "{drawers}-Drawer Filing Cabinet", "خزانة ملفات {drawers_ar}", "f"),
    "storage cabinet": kind("cabinet", "storage", ["Storage", "Storage cabinets"], "{doors}-Door Storage Cabinet", "خزانة تخزين {doors_ar}", "f"),
    "lateral cabinet": kind("cabinet", "lateral", ["Storage", "Lateral cabinets"], "{drawers}-Drawer Lateral Cabinet", "خزانة ملفات عرضية {drawers_ar}", "f"),
    "locker": kind("cabinet", "locker", ["Storage", "Lockers"], "{doors}-Door Steel Locker", "خزانة لوكر معدنية {doors_ar}", "f"),
    "mobile pedestal": kind("pedestal", "mobile", ["Storage", "Pedestals"], "{drawers}-Drawer Mobile Pedestal", "وحدة أدراج متحركة {drawers_ar}", "f"),
    "fixed pedestal": kind("pedestal", "fixed", ["Storage", "Pedestals"], "{drawers}-Drawer Fixed Pedestal", "وحدة أدراج ثابتة {drawers_ar}", "f"),
    "bookcase": kind("shelf", "bookcase", ["Storage", "Shelves"], "Open Bookcase", "مكتبة مفتوحة", "f"),
    "sofa": kind("sofa", "{seat_kind}", ["Reception", "Sofas"], "{seats}-Seater Reception Sofa", "كنبة استقبال {seats_ar}", "f"),
    "lounge sofa": kind("sofa", "{seat_kind}", ["Reception", "Sofas"], "{seats}-Seater Leather Lounge Sofa", "كنبة جلد فاخرة {seats_ar}", "f"),
    "phone booth": kind("pod", "phone_booth", ["Acoustic", "Pods"], "Acoustic Phone Booth", "كابينة مكالمات عازلة للصوت", "f"),
    "meeting pod": kind("pod", "meeting_pod", ["Acoustic", "Pods"], "{seats}-Person Meeting Pod", "كابينة اجتماعات عازلة {seats_people_ar}", "f"),
    "monitor arm": kind("accessory", "monitor_arm", ["Accessories", "Monitor arms"], "Monitor Arm", "ذراع شاشة", "f"),
    "cable tray": kind("accessory", "cable_tray", ["Accessories", "Cable management"], "Cable Tray", "حامل كابلات"),
    "cable kit": kind("accessory", "cable_tray", ["Accessories", "Cable management"], "Cable Clip Set", "طقم مشابك كابلات"),
    "footrest": kind("accessory", "footrest", ["Accessories", "Footrests"], "Footrest", "مسند أقدام"),
    "desk lamp": kind("lamp", "desk_lamp", ["Accessories", "Lamps"], "LED Desk Lamp", "مصباح مكتب ليد"),
    "floor lamp": kind("lamp", "floor_lamp", ["Accessories", "Lamps"], "Floor Lamp", "مصباح أرضي"),
    "desk screen": kind("accessory", "acoustic_panel", ["Acoustic", "Acoustic panels"], "Acoustic Desk Panel", "لوح صوتي للمكتب"),
    "wall panel": kind("accessory", "acoustic_panel", ["Acoustic", "Acoustic panels"], "Acoustic Wall Panel", "لوح صوتي جداري"),
    "whiteboard": kind("accessory", "whiteboard", ["Accessories", "Whiteboards"], "Magnetic Whiteboard", "سبورة مغناطيسية", "f"),
    "mobile whiteboard": kind("accessory", "whiteboard", ["Accessories", "Whiteboards"], "Mobile Whiteboard", "سبورة متحركة", "f"),
    "coat stand": kind("accessory", "coat_stand", ["Accessories", "Coat stands"], "Coat Stand", "شماعة معاطف", "f"),
}


def counted(number, one, two, plural):
    """An Arabic count: `درجين`, `3 أدراج`."""
    return {1: one, 2: two}.get(number, "%d %s" % (number, plural))


def arabic_facts(facts):
    """The counted nouns that Arabic texts need, for the facts that are there."""
    words = {}
    if "drawers" in facts:
        words["drawers_ar"] = counted(facts["drawers"], "درج واحد", "درجين", "أدراج")
    if "doors" in facts:
        words["doors_ar"] = counted(facts["doors"], "باب واحد", "بابين", "أبواب")
    if "seats" in facts:
        words["seats_ar"] = counted(facts["seats"], "مقعد واحد", "مقعدين", "مقاعد")
        words["seats_people_ar"] = counted(facts["seats"], "لشخص واحد", "لشخصين", "أشخاص")
        if facts["seats"] > 2:
            words["seats_people_ar"] = "لـ " + words["seats_people_ar"]
    if "shelves" in facts:
        words["shelves_ar"] = counted(facts["shelves"], "رف واحد", "رفين", "أرفف")
    if "warranty" in facts:
        words["warranty_ar"] = counted(facts["warranty"], "سنة", "سنتين", "سنوات")
    return words
