"""Put what the classroom app needs in the browser where it is served from: ``make assets``.

With npm, the packages of ``tools/assets/package-lock.json`` are fetched and checked by their hashes. With
``--from-python`` they are taken from the PyPI package solara-assets. Only what a page asks for is copied: the
packages also hold sources, maps and formats of fonts that no present browser wants.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
RECIPE = Path(__file__).parent / "assets"
STATIC = ROOT / "src" / "govsim" / "app" / "static"
SOLARA = "@widgetti/solara-vuetify-app@10.1.1"
REQUIRE = "requirejs@2.3.6"
FONT = re.compile(r"url\(([0-9a-f]+\.woff2)\)")


def main(from_python: bool) -> int:  # noqa: FBT001 - the one option there is
    """Fetch and copy; return the exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        packages = from_pypi() if from_python else from_npm(Path(scratch))
        if packages is None:
            where = (
                "the Python package solara-assets is not here"
                if from_python
                else "npm is not here, or failed"
            )
            print(f"browser assets: {where}", file=sys.stderr)
            return 1
        copy(*packages)
    size = sum(file.stat().st_size for file in STATIC.rglob("*") if file.is_file())
    print(f"browser assets: {size / 1e6:.1f} MB in {STATIC.relative_to(ROOT)}")
    return 0


def from_npm(scratch: Path) -> tuple[Path, Path, Path] | None:
    """Fetch the packages into a folder that goes away, and return where Solara, RequireJS and ECharts are."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(RECIPE / name, scratch)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run([npm, "ci", *quiet], cwd=scratch, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
    modules = scratch / "node_modules"
    if done.returncode != 0:
        return None
    return modules / "@widgetti" / "solara-vuetify-app", modules / "requirejs", modules / "echarts"


def from_pypi() -> tuple[Path, Path, Path] | None:
    """Return where solara-assets has the packages, None where it is not installed."""
    cdn = Path(sys.prefix) / "share" / "solara" / "cdn"
    echarts = sorted(cdn.glob("echarts@5*"))
    if not (cdn / SOLARA).is_dir() or not echarts:
        return None
    return cdn / SOLARA, cdn / REQUIRE, echarts[-1]


def copy(solara: Path, require: Path, echarts: Path) -> None:
    """Replace the folder by the files that pages ask for."""
    shutil.rmtree(STATIC, ignore_errors=True)
    dist = STATIC / "cdn" / SOLARA / "dist"
    dist.mkdir(parents=True)
    styles = ("main8.css", "fonts.css")
    fonts = {
        font
        for style in styles
        for font in FONT.findall((solara / "dist" / style).read_text(encoding="utf-8"))
    }
    for name in (*styles, "solara-vuetify-app8.min.js", *sorted(fonts)):
        shutil.copy(solara / "dist" / name, dist)
    loader = STATIC / "cdn" / REQUIRE
    loader.mkdir(parents=True)
    shutil.copy(require / "require.js", loader)
    charts = STATIC / "assets" / "echarts"
    charts.mkdir(parents=True)
    shutil.copy(echarts / "dist" / "echarts.esm.min.js", charts)
    for package, target in ((solara, dist), (require, loader), (echarts, charts)):
        for file in sorted(package.glob("LICENSE*")) + sorted(package.glob("NOTICE*")):
            shutil.copy(file, target)


if __name__ == "__main__":
    sys.exit(main("--from-python" in sys.argv[1:]))
