"""The drawings of the report: plain bars as inline SVG, read the same on paper, on a phone and aloud."""

HEIGHT = 14


def bar(share: float | None, mark: float | None = None) -> str:
    """A bar for a part from 0 to 1 of the greatest, with a dashed line at `mark`; hatched where hidden."""
    drawn = (
        f'<rect class="hatch" width="100" height="{HEIGHT}"/>'
        if share is None
        else f'<rect class="bar" width="{100 * share:.1f}" height="{HEIGHT}"/>'
    )
    line = "" if mark is None else _line("under", mark) + _line("mark", mark)
    return (
        f'<svg viewBox="0 0 100 {HEIGHT}" height="{HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="{HEIGHT}"/>{drawn}{line}</svg>'
    )


def _line(kind: str, at: float) -> str:
    return f'<line class="{kind}" x1="{100 * at:.1f}" x2="{100 * at:.1f}" y1="0" y2="{HEIGHT}"/>'


def patterns() -> str:
    """What the bars are filled with, once a page."""
    return (
        '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>'
        '<pattern id="hatch" width="2" height="4" patternUnits="userSpaceOnUse">'
        '<rect width="1" height="4" fill="#d9dfe5"/></pattern></defs></svg>'
    )
