"""A document as HTML: the same markup for the page on screen, for print and for PDF. Every text is escaped here."""

from functools import singledispatch
from itertools import count

from markupsafe import Markup, escape

from portal.documents.blocks import Block, Contents, Document, Heading, PageBreak, Paragraph, Signature, Table, is_number


def body(document: Document, heading_level: int = 2) -> Markup:
    """The document as an ``article`` of class ``official``; ``heading_level`` is that of its title (1 to 4) on the page around it."""
    organ = "official-organ official-organ-long" if document.has_long_organ else "official-organ"
    parts = [Markup('<p class="{}">{}</p>').format(organ, document.organ)] if document.organ else []
    if document.number:
        parts.append(Markup('<p class="official-number">{}</p>').format(document.number))
    parts.append(Markup('<h{0} class="official-title">{1}</h{0}>').format(heading_level, _lines(document.title_lines())))
    if document.addressee:
        parts.append(Markup('<p class="official-flush">{}：</p>').format(document.addressee))
    chapters = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    has_contents = any(isinstance(block, Contents) for block in document.blocks)
    tables = count(1)
    for block in document.blocks:
        if isinstance(block, Contents):
            made = _contents(block, chapters, heading_level + 1)
        elif isinstance(block, Table):
            made = _table(block, next(tables))
        else:
            made = _markup(block, heading_level + 1)
        if has_contents and isinstance(block, Heading) and block.level == 1:
            made = Markup('<div id="{}">{}</div>').format(_anchor(chapters, block), made)
        parts.append(made)
    kind = "official official-wide" if document.landscape else "official"
    return Markup('<article class="{}">{}</article>').format(kind, Markup("\n").join(parts))


def _anchor(chapters: list[Heading], chapter: Heading) -> str:
    return f"chapter-{next(number for number, each in enumerate(chapters, 1) if each is chapter)}"


def _contents(block: Contents, chapters: list[Heading], level: int) -> Markup:
    """The contents as links; the style sheet of the print puts the number of the page behind each."""
    lines = Markup("").join(Markup('<li><a href="#{}">{}</a></li>').format(_anchor(chapters, each), each.text) for each in chapters)
    title = Markup('<h{0} class="official-heading-1">{1}</h{0}>').format(level, block.title)
    return Markup('<nav class="official-contents" aria-label="{}">{}<ol>{}</ol></nav>').format("目录", title, lines)


@singledispatch
def _markup(block: Block, _level: int) -> Markup:
    raise TypeError(f"no markup for {type(block).__name__}")


@_markup.register
def _heading(block: Heading, level: int) -> Markup:
    return Markup('<h{0} class="official-{1}">{2}</h{0}>').format(level + block.level - 1, f"heading-{block.level}", block.text)


@_markup.register
def _paragraph(block: Paragraph, _level: int) -> Markup:
    tag = Markup('<p class="official-flush">{}</p>') if block.flush else Markup("<p>{}</p>")
    return Markup("\n").join(tag.format(line) for line in block.text.splitlines() if line.strip())


def _table(block: Table, number: int) -> Markup:
    """A table in a region that scrolls; its number keeps the names of several regions apart."""
    columns = Markup("").join(Markup('<col width="{}%">').format(round(100 * share, 2)) for share in block.shares())
    caption = Markup("<caption>{}</caption>").format(block.caption) if block.caption else Markup("")
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(text) for text in block.header)
    rows = Markup("\n").join(Markup("<tr>{}</tr>").format(Markup("").join(_cell(text) for text in row)) for row in block.rows)
    table = "<table>{}<colgroup>{}</colgroup><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>"
    label = f"表 {number}：{block.caption or '、'.join(block.header[:3])}"
    region = '<div class="official-region" role="region" tabindex="0" aria-label="{}">{}</div>'
    return Markup(region).format(label, Markup(table).format(caption, columns, head, rows))


def _cell(text: str) -> Markup:
    return Markup('<td class="official-figure">{}</td>' if is_number(text) else "<td>{}</td>").format(_lines(text.splitlines()))


def _lines(lines: list[str]) -> Markup:
    return Markup("<br>").join(escape(line) for line in lines)


@_markup.register
def _signature(block: Signature, _level: int) -> Markup:
    said = Markup('<time datetime="{}">{}</time>').format(block.on.isoformat(), block.said())
    return Markup('<p class="official-signature">{}<br>{}</p>').format(block.organ, said)


@_markup.register
def _page_break(_block: PageBreak, _level: int) -> Markup:
    return Markup('<div class="official-break"></div>')
