#!/usr/bin/env python3
"""Writes the toy models that tests load in place of BGE-M3: the same shape, none of the knowledge.

A model is a table of 256 tokens, the mean over a text's tokens, and a projection to 1024 dimensions;
each token has a weight of its own, some of them below zero as a real network's are. The numbers are
drawn from a fixed seed, so the files never change unless this script does.

    pip install onnx==1.23.2
    python3 tools/toy-model/generate.py            writes the files
    python3 tools/toy-model/generate.py --check    compares them with what is there
"""

import argparse
import json
import random
import struct
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "crates/noor-providers/tests/models"
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = """chair chairs desk desks table office black white mesh leather executive meeting locker
cabinet sofa delivery warranty price drawer screen كرسي مكتب طاولة أسود أبيض خزانة توصيل سعر جلد""".split()
VOCABULARY, INNER, OUTER = 256, 32, 1024
# Steps that the slow model makes for each text.
STEPS = 400


def main() -> int:
    """Writes or compares; 1 if something differs."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="compare only")
    check = arguments.parse_args().check
    changed = []
    for name, content in files().items():
        path = FOLDER / name
        if path.is_file() and path.read_bytes() == content:
            continue
        changed.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for name in changed:
        print(f"{name}: {'differs' if check else 'written'}")
    return 1 if check and changed else 0


def files() -> dict:
    """Every file with its content."""
    words = tokenizer()
    return {
        "whole/model.onnx": model(["dense_vecs", "sparse_vecs", "colbert_vecs"]),
        "whole/tokenizer.json": words,
        "hidden/model.onnx": model(["last_hidden_state"]),
        "hidden/tokenizer.json": words,
        "strange/model.onnx": model(["logits"]),
        "strange/tokenizer.json": words,
        "slow/model.onnx": model(["dense_vecs", "sparse_vecs"], slow=True),
        "slow/tokenizer.json": words,
    }


def vocabulary() -> list:
    """256 pieces: marks, letters, whole words, and a few that nobody writes."""
    letters = [*"▁abcdefghijklmnopqrstuvwxyz0123456789.,-"]
    letters += [chr(code) for code in range(0x0621, 0x064B) if chr(code).isalpha()]
    pieces = SPECIAL + letters + [f"▁{word}" for word in WORDS]
    return pieces + [f"▁unused{number}" for number in range(VOCABULARY - len(pieces))]


def tokenizer() -> bytes:
    """A tokenizer of XLM-RoBERTa's make: Unigram pieces, `<s>` before and `</s>` behind."""
    pieces = vocabulary()
    mark = lambda name: {"SpecialToken": {"id": name, "type_id": 0}}
    special = lambda name: {"id": name, "ids": [pieces.index(name)], "tokens": [name]}
    added = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, "content": name, "special": True, **added}
            for number, name in enumerate(SPECIAL)
        ],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": "▁",
            "prepend_scheme": "always",
            "split": True,
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [mark("<s>"), {"Sequence": {"id": "A", "type_id": 0}}, mark("</s>")],
            "pair": [
                mark("<s>"),
                {"Sequence": {"id": "A", "type_id": 0}},
                mark("</s>"),
                {"Sequence": {"id": "B", "type_id": 0}},
                mark("</s>"),
            ],
            "special_tokens": {"<s>": special("<s>"), "</s>": special("</s>")},
        },
        "decoder": None,
        "model": {
            "type": "Unigram",
            "unk_id": SPECIAL.index("<unk>"),
            # Longer pieces win: a letter costs more than what stands for many.
            "vocab": [[piece, 0.0 if piece in SPECIAL else -10.0] for piece in pieces],
            "byte_fallback": False,
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def model(outputs: list, slow: bool = False) -> bytes:
    """The network with these outputs."""
    from onnx import TensorProto, helper

    chance = random.Random(7)
    draw = lambda count: [chance.gauss(0.0, 1.0) for _ in range(count)]
    table = [0.0] * INNER * len(SPECIAL) + draw(INNER * (VOCABULARY - len(SPECIAL)))
    projection = draw(INNER * OUTER)
    weights = [value + 0.3 for value in draw(VOCABULARY)]

    def constant(name, dims, values, kind=TensorProto.FLOAT):
        code = "f" if kind == TensorProto.FLOAT else "q"
        packed = struct.pack(f"<{len(values)}{code}", *values)
        return helper.make_tensor(name, kind, dims, packed, raw=True)

    constants = [
        constant("table", [VOCABULARY, INNER], table),
        constant("projection", [INNER, OUTER], projection),
        constant("weights", [VOCABULARY, 1], weights),
        constant("last", [1], [-1], TensorProto.INT64),
        constant("second", [1], [1], TensorProto.INT64),
        constant("zero", [], [0], TensorProto.INT64),
    ]
    node = helper.make_node
    nodes = [
        node("Gather", ["table", "input_ids"], ["tokens"]),
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask", "last"], ["column"]),
        node("Mul", ["tokens", "column"], ["known"]),
        node("ReduceSum", ["known", "second"], ["sum"], keepdims=1),
        node("ReduceSum", ["column", "second"], ["count"], keepdims=1),
        node("Div", ["sum", "count"], ["mean"]),
        node("Add", ["tokens", "mean"], ["mixed"]),
        node("MatMul", ["mixed", "projection"], ["states"]),
        node("Gather", ["states", "zero"], ["first"], axis=1),
        node("Gather", ["weights", "input_ids"], ["lexical"]),
    ]
    dense = "first"
    if slow:
        nodes += slowly("first", "dawdled", constants, constant)
        dense = "dawdled"
    shapes = {
        "dense_vecs": (dense, ["batch", OUTER]),
        "sparse_vecs": ("lexical", ["batch", "length", 1]),
        "colbert_vecs": ("states", ["batch", "length", OUTER]),
        "last_hidden_state": ("states", ["batch", "length", OUTER]),
        "logits": ("first", ["batch", OUTER]),
    }
    nodes += [node("Identity", [shapes[name][0]], [name]) for name in outputs]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "toy",
        [value(name, TensorProto.INT64, ["batch", "length"]) for name in ("input_ids", "attention_mask")],
        [value(name, TensorProto.FLOAT, shapes[name][1]) for name in outputs],
        constants,
    )
    opset = [helper.make_opsetid("", 17)]
    made = helper.make_model(graph, opset_imports=opset, ir_version=8, producer_name="toy-model")
    return made.SerializeToString(deterministic=True)


def slowly(given: str, result: str, constants: list, constant) -> list:
    """Nodes that hand on what they are given after `STEPS` steps for each text of the batch."""
    from onnx import TensorProto, helper

    node, value = helper.make_node, helper.make_tensor_value_info
    constants += [
        constant("steps", [1], [STEPS], TensorProto.INT64),
        constant("turn", [INNER, INNER], [1.0 if n % (INNER + 1) == 0 else 0.0 for n in range(INNER**2)]),
        helper.make_tensor("go_on", TensorProto.BOOL, [], [True]),
    ]
    body = helper.make_graph(
        [
            node("MatMul", ["carried", "turn"], ["turned"]),
            node("Identity", ["may"], ["may_next"]),
        ],
        "step",
        [
            value("number", TensorProto.INT64, []),
            value("may", TensorProto.BOOL, []),
            value("carried", TensorProto.FLOAT, [INNER, INNER]),
        ],
        [value("may_next", TensorProto.BOOL, []), value("turned", TensorProto.FLOAT, [INNER, INNER])],
    )
    return [
        node("Shape", [given], ["size"], start=0, end=1),
        node("Mul", ["size", "steps"], ["trips"]),
        node("Loop", ["trips", "go_on", "turn"], ["end"], body=body),
        # Ones, whatever went round: the result depends on the loop and is not changed by it.
        node("ReduceMax", ["end"], ["one"], keepdims=0),
        node("Mul", [given, "one"], [result]),
    ]


if __name__ == "__main__":
    sys.exit(main())
