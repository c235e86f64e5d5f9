"""Write docs/reference/scenario.md from the schema of scenario files."""

from pathlib import Path

from govsim.scenario import reference_markdown

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "scenario.md"


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(reference_markdown(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
