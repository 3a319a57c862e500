"""A package index on this machine, a folder that pip reads as one, and an npm that serves a folder."""

import hashlib
import io
import stat
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voice.models.manifest import File, Package

Content = Mapping[str, bytes]


def wheel(name: str, version: str, content: Content) -> bytes:
    """An archive that pip takes for a wheel: members by their paths."""
    module = name.replace("-", "_")
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in content.items():
            archive.writestr(member, data)
        for file, text in (("METADATA", metadata), ("WHEEL", tags), ("RECORD", "")):
            archive.writestr(f"{module}-{version}.dist-info/{file}", text)
    return made.getvalue()


def tarball(content: Content) -> bytes:
    """An archive as npm makes it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for member, data in content.items():
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def package(name: str, size: int = 1000, **rest: object) -> Package:
    return Package.model_validate({"name": name, "version": "1.0", "size": size, "folder": "data", **rest})


def pinned(files: Content) -> tuple[File, ...]:
    return tuple(File(name=n, size=len(d), sha256=hashlib.sha256(d).hexdigest()) for n, d in files.items())


@dataclass(frozen=True, slots=True)
class Index:
    folder: Path

    def put(self, name: str, content: Content, version: str = "1.0") -> Path:
        """Publish a wheel, in place of any of the same name."""
        return self.put_file(name, f"{name.replace('-', '_')}-{version}-py3-none-any.whl", wheel(name, version, content))

    def put_file(self, name: str, file: str, data: bytes) -> Path:
        there = self.folder / name
        there.mkdir(parents=True, exist_ok=True)
        (there / file).write_bytes(data)
        (there / "index.html").write_text(f'<!DOCTYPE html><html><body><a href="{file}">{file}</a></body></html>')
        return there / file


NPM = """#!/bin/sh
echo "$@" >> {folder}/asked
cp {folder}/*.tgz .
"""


def npm(folder: Path, archives: Mapping[str, bytes]) -> Path:
    """A program called npm that brings every one of `archives`; returns its folder, for PATH."""
    folder.mkdir()
    for name, data in archives.items():
        (folder / name).write_bytes(data)
    program = folder / "npm"
    program.write_text(NPM.format(folder=folder))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder
