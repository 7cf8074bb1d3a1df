"""Cuts the fonts of the PDF documents out of Debian's package `fonts-noto-core`, so that few bytes are kept.

    apt-get download fonts-noto-core && dpkg -x fonts-noto-core_*.deb noto
    python tools/fonts.py noto/usr/share/fonts/truetype/noto

Prints the digest of each source and of each result: they stand in bot/documents/fonts/README.md.
"""

import sys
from hashlib import sha256
from pathlib import Path

from fontTools import subset

TARGET = Path(__file__).parent.parent / "bot" / "documents" / "fonts"
# Latin, accents, Greek, Cyrillic, Vietnamese, punctuation, currency, letter-like signs.
LETTERS = "U+0020-024F,U+02B0-036F,U+0370-03FF,U+0400-052F,U+1E00-1EFF,U+2000-206F,U+2070-209F,U+20A0-20BF"
LETTERS += ",U+2100-214F,U+25CC"
ARABIC = "U+0020-0040,U+00A0,U+00AB,U+00BB,U+0600-06FF,U+0750-077F,U+08A0-08FF,U+200C-200F,U+25CC,U+2066-2069"
FONTS = {
    "NotoSans-Regular.ttf": LETTERS,
    "NotoSans-Bold.ttf": LETTERS,
    "NotoSansArabic-Regular.ttf": ARABIC,
    "NotoSansArabic-Bold.ttf": ARABIC,
}


def cut(source: Path, target: Path, signs: str) -> None:
    """One font with these signs only; its shaping rules stay, the hints for coarse screens go."""
    options = [f"--unicodes={signs}", "--no-hinting", "--name-IDs=*", "--notdef-outline"]
    subset.main([str(source), *options, "--no-recalc-timestamp", f"--output-file={target}"])


def main() -> None:
    """Cut every font and say what was made of what."""
    folder = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, signs in FONTS.items():
        source, target = folder / name, TARGET / name
        cut(source, target, signs)
        for path in (source, target):
            print(f"{name} {path.stat().st_size} {sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
