"""What pages weigh on the wire, compressed as a proxy would, and that the look itself finds faults."""

import gzip

import pytest

from tests.accessibility.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
KB = 1024


def visited(window, path):
    """The compressed size of everything that a first visit to a page asks for, by address."""
    sizes = {}

    def note(response):
        sizes[response.url.removeprefix(window.served.url)] = len(gzip.compress(response.body(), 6))

    window.page.on("response", note)
    window.open(path)
    window.page.wait_for_load_state("networkidle")
    window.page.remove_listener("response", note)
    return sizes


@pytest.mark.parametrize("path", ["/", "/report", "/track", "/outcomes", "/help"])
def test_a_first_public_visit_is_light(served, window, path):
    sizes = visited(window, path)
    assert sum(sizes.values()) <= 40 * KB, sizes
    assert len(sizes) <= 6, sorted(sizes)
    assert sizes[path] <= 15 * KB
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 8 * KB, sizes
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 8 * KB, sizes


def test_the_desk_is_light(served, window, person):
    cookie = person("officer").client.get_cookie("xinnuo")
    window.context.add_cookies([{"name": "xinnuo", "value": cookie.value, "url": served.url}])
    sizes = visited(window, "/desk/cases")
    assert sizes["/desk/cases"] <= 15 * KB, sizes
    assert all(size <= 8 * KB for name, size in sizes.items() if name.endswith(".css")), sizes
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 20 * KB, sizes


def test_the_look_finds_what_is_wrong(chromium):
    page = chromium.new_page()
    page.set_content('<html><body><h2>x</h2><input><div style="width:2000px">wide</div></body></html>')
    found = " ".join(faults(page))
    page.close()
    for fault in ("0 h1", "px sideways at 1280", "px sideways at 320", "label", "html-has-lang", "document-title"):
        assert fault in found
