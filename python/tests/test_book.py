"""The Python of the documents runs."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from server import Server


@pytest.mark.parametrize("document", ["README.md", "docs/python.md", "docs/start.md"])
def test_examples_run(server: Server, document: str) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL)
    assert blocks
    engine = server.engine()
    names = {"engine": engine}
    for block in blocks:
        exec(compile(block, document, "exec"), names)
    if "monitor" in names:
        names["monitor"].close()
    engine.dispose()
