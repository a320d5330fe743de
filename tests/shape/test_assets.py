"""The fonts and scripts of pages and prints are the files the manifest names, and no others."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def bring(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bring", repository / "assets" / "bring.py")
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def no_npm(folder: Path) -> list[str]:
    """Something in npm's place that does nothing, so that the copy alone is tried."""
    return [sys.executable, "-c", "pass"]


def test_every_file_of_the_manifest_is_there_and_right(bring: ModuleType) -> None:
    if not all(folder.is_dir() for folder in bring.FOLDERS.values()):
        pytest.skip("no assets yet: python3 dev.py assets")
    assert bring.missing() == []
    for purpose, folder in bring.FOLDERS.items():
        assert {one.name for one in folder.iterdir()} == set(bring.wanted(purpose))


def test_a_file_with_another_digest_is_not_copied(
    bring: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (bring.HERE / "node_modules").is_dir():
        pytest.skip("no npm packages yet: python3 dev.py assets")
    packages = tmp_path / "assets"
    shutil.copytree(bring.HERE / "node_modules", packages / "node_modules")
    first = next(iter(bring.wanted("pages").values()))
    with (packages / "node_modules" / first["from"]).open("ab") as file:
        file.write(b" ")
    monkeypatch.setattr(bring, "HERE", packages)
    with pytest.raises(bring.NotBrought):
        bring.bring(no_npm(tmp_path), {"pages": tmp_path / "vendor"})
    assert not (tmp_path / "vendor" / "htmx.min.js").exists()
