"""A Chromium window that notes what ran in a page, what the page fetched from elsewhere, and what foreign markup became."""

from typing import Any

from playwright.sync_api import Browser as Chromium

from tests.browser import Browser
from tests.journeys.serving import Served
from tests.security.payloads import FOREIGN, MARK, PRODUCT

_BEFORE = f"""
Object.defineProperty(window, '{MARK}', {{set() {{ window.ranHere = true }}, get() {{ return () => {{ window.ranHere = true }} }}}});
for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => {{ window.ranHere = true }};
"""
# Whatever stands in the page that no template of ours makes, and links that lead neither to us nor to where a page may lead.
_LOOK = f"""() => {{
  const found = [];
  if (window.ranHere) found.push('a payload ran');
  for (const element of document.querySelectorAll('*')) {{
    const name = element.localName;
    if (['iframe', 'object', 'embed', 'base', 'frameset', 'style', 'portal', 'xss', 'template', 'marquee', 'math'].includes(name))
      found.push('an element ' + name);
    if (name === 'script' && new URL(element.src || 'x:').origin !== location.origin) found.push('a foreign script');
    if (name === 'meta' && element.httpEquiv) found.push('a meta http-equiv');
    for (const {{name: attribute, value}} of element.attributes) {{
      if (attribute.startsWith('on')) found.push('a handler ' + attribute);
      if (attribute === 'style' || attribute === 'srcdoc') found.push('an attribute ' + attribute);
      if (['href', 'src', 'action', 'formaction', 'poster', 'srcset', 'background', 'ping'].includes(attribute)) {{
        const address = new URL(value, location.href);
        if (!['http:', 'https:', 'tel:', 'mailto:'].includes(address.protocol)) found.push('an address ' + address.protocol);
        if (address.hostname.includes('{FOREIGN}')) found.push('an address to a foreign place');
      }}
    }}
  }}
  if (document.documentElement.textContent.includes('{PRODUCT}')) found.push('a template was computed');
  return [...new Set(found)];
}}"""


class GuardWindow:
    """``look(path)`` opens a page and returns what is wrong with it."""

    def __init__(self, browser: Chromium, served: Served, bypass_policy: bool = False) -> None:
        self.served = served
        self.context = browser.new_context(base_url=served.url, locale="zh-CN", bypass_csp=bypass_policy)
        self.context.add_init_script(_BEFORE)
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.pages = self.pages_with_payloads = 0
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("dialog", lambda dialog: (self.foreign.append("a dialog"), dialog.dismiss()))
        self.page.set_default_timeout(60_000)  # a page of soaked lists is megabytes

    def wear(self, client: Browser) -> "GuardWindow":
        """Have the cookies of a house client."""
        self.context.clear_cookies()
        cookie = client.client.get_cookie(self.served.app.config["SESSION_COOKIE_NAME"])
        if cookie is not None:
            self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.served.url}])
        return self

    def look(self, path: str) -> list[str]:
        """Open a page, wait until it has loaded everything, and say what is wrong."""
        self.foreign.clear()
        answer = self.page.goto(path)
        self.pages += 1
        self.pages_with_payloads += MARK in answer.text() if answer is not None else 0
        problems: list[Any] = list(self.page.evaluate(_LOOK)) + [f"a request to {url}" for url in self.foreign]
        if answer is None or answer.status >= 500:
            problems.append(f"status {answer and answer.status}")
        return [f"{path}: {problem}" for problem in problems]

    def close(self) -> None:
        """Shut the window."""
        self.context.close()

    def _note(self, url: str) -> None:
        if not url.startswith((self.served.url + "/", "data:", "blob:", "about:")):
            self.foreign.append(url[:80])
