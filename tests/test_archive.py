"""What a release keeps: checksums that hold, and metadata that tell the same everywhere."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import yaml
from conftest import PROJECT

from knowledgebase import __version__
from knowledgebase.archive import CHECKSUMS, NOTES, write_checksums
from knowledgebase.packing import pack


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


def test_an_archive_holds_the_same_bytes_whenever_it_holds_the_same(tmp_path: Path) -> None:
    files = [("data/a.json", b"{}"), ("index.html", b"<p>")]
    packed = pack("name-1", files)
    assert packed == pack("name-1", files)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == [
            ("name-1/data/a.json", b"{}"),
            ("name-1/index.html", b"<p>"),
        ]


def test_a_release_holds_site_handbook_data_and_citation(tmp_path: Path, site: Path) -> None:
    into = tmp_path / "dist"
    command = [sys.executable, "scripts/archive.py", "--site", str(site), "--into", str(into)]
    missing = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert missing.returncode == 1
    assert "make handbook" in missing.stderr
    into.mkdir()
    (into / "handbook.pdf").write_bytes(b"%PDF")
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    [folder] = [path for path in into.iterdir() if path.is_dir()]
    names = {path.name for path in folder.iterdir()}
    whole = {f"{folder.name}-{what}" for what in ("offline.zip", "handbook.pdf", "data.zip")}
    assert names == {
        "bibliography.bib",
        "bibliography.lock.yml",
        "CITATION.cff",
        "LICENSE",
        "LICENSE-content",
        "zenodo.json",
        CHECKSUMS,
        NOTES,
        *whole,
    }
    assert "\n- " in (folder / NOTES).read_text(encoding="utf-8")
    with zipfile.ZipFile(folder / f"{folder.name}-data.zip") as archive:
        described = json.loads(archive.read(f"{folder.name}-data/data/datapackage.json"))
        held = set(archive.namelist())
    paths = {resource["path"] for resource in described["resources"] if ":" not in resource["path"]}
    assert paths
    assert {f"{folder.name}-data/data/{path}" for path in paths} <= held
