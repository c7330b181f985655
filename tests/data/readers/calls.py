"""Reads JSON lines {"text": …}. Answers with what CPython's own parser finds in each: [[keyword, line, value], …] of the
calls that make engines, constants only; null where the text is no Python."""

import ast
import json
import operator
import sys

CALLS = {"create_engine", "create_async_engine"}
FOLDED = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


def value(node):
    match node:
        case ast.Constant(value=bool() | int() | float() as constant):
            return constant
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return +value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in FOLDED:
            return FOLDED[type(op)](value(left), value(right))
    raise ValueError


def settings(text):
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS:
            for keyword in node.keywords:
                try:
                    found.append([keyword.arg, keyword.value.lineno, value(keyword.value)])
                except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                    pass
    return sorted(found, key=str)


for line in sys.stdin:
    try:
        print(json.dumps(settings(json.loads(line)["text"])))
    except SyntaxError:
        print("null")
