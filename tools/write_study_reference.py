"""Write docs/reference/study.md from the schema of study files."""

from pathlib import Path

from govsim.study.reference import study_reference

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "study.md"


def main() -> None:
    """Write the page."""
    PAGE.write_text(study_reference(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
