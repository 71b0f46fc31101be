"""What a release keeps: checksums that hold, and metadata that tell the same everywhere."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import yaml
from conftest import PROJECT

from knowledgebase import __version__
from knowledgebase.archive import CHECKSUMS, write_checksums


def test_each_file_has_its_checksum_and_the_list_none(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"two")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.txt").write_bytes(b"one")
    expected = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in (("a/c.txt", b"one"), ("b.txt", b"two"))
    )
    assert write_checksums(tmp_path) == expected
    assert write_checksums(tmp_path) == expected
    assert (tmp_path / CHECKSUMS).read_text(encoding="utf-8") == expected


def test_citation_and_deposit_tell_the_same_and_name_this_version() -> None:
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    deposit = json.loads((PROJECT / ".zenodo.json").read_text(encoding="utf-8"))
    assert citation["version"] == deposit["version"] == __version__
    assert str(citation["date-released"]) == deposit["publication_date"]
    assert citation["title"] == deposit["title"]
    assert citation["abstract"] == deposit["description"]
    assert citation["license"] == deposit["license"]
    assert citation["type"] == deposit["upload_type"]
    assert citation["keywords"] == deposit["keywords"]
    assert [author["name"] for author in citation["authors"]] == [who["name"] for who in deposit["creators"]]
