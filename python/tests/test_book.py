"""The Python of the documents runs."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from server import Server


@pytest.mark.parametrize("document", ["README.md", "docs/python.md", "docs/start.md", "python/README.md"])
def test_examples_run(server: Server, document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL)
    assert blocks
    monkeypatch.setenv("DATABASE_URL", server.url())
    engine = server.engine()
    # Later blocks of a document go on with what earlier ones made.
    names = {"engine": engine}
    for block in blocks:
        exec(compile(block, document, "exec"), names)
    if "monitor" in names:
        names["monitor"].close()
    if names["engine"] is not engine:
        names["engine"].dispose()
    engine.dispose()
