"""A person at a real Chromium window. Whatever page they come to is watched: other addresses, console, policy, secrets."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser, Locator, Page, expect

from tests.factories import PASSWORD
from tests.journeys.serving import Served

_EXPECTED_STATUS = re.compile(r"the server responded with a status of (\d+)")
_STORAGE = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.referrer])"


class Visitor:
    """One browser window with a cookie jar of its own."""

    def __init__(self, browser: Browser, served: Served, scripts: bool = True, width: int = 1280) -> None:
        self.served = served
        self.context = browser.new_context(
            base_url=served.url, java_script_enabled=scripts, locale="zh-CN", viewport={"width": width, "height": 900}
        )
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.secrets: list[str] = []
        self.pages = 0
        self._may_fail_with: set[int] = set()
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("console", lambda message: self._note_console(message.type, message.text))
        self.page.on("pageerror", lambda error: self.problems.append(f"script error on {self.page.url}: {error}"))

    # Going places

    def open(self, path: str, status: int = 200) -> "Visitor":
        """Open an address of the portal and expect its answer."""
        with self._failing_with(status):
            answer = self.page.goto(path)
        assert answer is not None and answer.status == status, f"{path} gave {answer and answer.status}, not {status}"
        return self.look()

    def follow(self, words: str) -> "Visitor":
        """Follow the first link that reads so."""
        return self._click(self._named("link", words, exact=False))

    def press(self, words: str, status: int = 200) -> "Visitor":
        """Press the button that reads so."""
        with self._failing_with(status):
            return self._click(self._named("button", words, exact=True))

    def _named(self, role: Any, words: str, exact: bool) -> Locator:
        found = self.page.get_by_role(role, name=words, exact=exact)
        known = [" ".join(text.split()) for text in self.page.get_by_role(role).all_inner_texts()]
        assert found.count(), f"no {role} 「{words}」 on {self.page.url}, only {known}: {self.text[:500]}"
        return found.first

    def _click(self, target: Locator) -> "Visitor":
        with self.page.expect_navigation():
            target.click()
        return self.look()

    # Answering

    def fill(self, **answers: Any) -> "Visitor":
        """Answer fields of the main part by their names: text, True for a box to tick, a Path to upload, or the value of a choice."""
        for name, answer in answers.items():
            fields = self.page.locator(f"main [name='{name}']")
            kind, tag = fields.first.get_attribute("type"), fields.first.evaluate("field => field.tagName")
            if isinstance(answer, Path):
                fields.first.set_input_files(answer)
            elif kind == "radio":
                self.page.locator(f"main [name='{name}'][value='{answer}']").check()
            elif kind == "checkbox":
                fields.first.check()
            elif tag == "SELECT":
                fields.first.select_option(label=answer)
            else:
                fields.first.fill(answer)
        return self

    # Reading

    @property
    def text(self) -> str:
        """What stands in the main part."""
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def heading(self) -> str:
        """The one h1."""
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def banner(self) -> str:
        """The success banner."""
        return " ".join(" ".join(self.page.locator("main [role=status]").all_inner_texts()).split())

    def sees(self, *words: str) -> "Visitor":
        """Expect each of these on the page."""
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)
        return self

    # Watching

    def look(self) -> "Visitor":
        """Check the page that is open now."""
        self.pages += 1
        expect(self.page.locator("h1")).to_have_count(1)
        visible = [self.page.url, self.page.title(), *(self._storage() if self.secrets else [])]
        self.problems += [
            f"a secret shows outside the page on {self.page.url}" for secret in self.secrets if any(secret in one for one in visible)
        ]
        return self

    def _storage(self) -> list[str]:
        kept = self.context.storage_state()
        return [self.page.evaluate(_STORAGE), str(kept)]

    def _note_request(self, url: str) -> None:
        if not url.startswith(self.served.url + "/"):
            self.problems.append(f"a request to another place: {url}")

    def _note_console(self, kind: str, words: str) -> None:
        status = _EXPECTED_STATUS.search(words)
        if kind in {"error", "warning"} and not (status and int(status[1]) in self._may_fail_with):
            self.problems.append(f"console of {self.page.url}: {words}")

    @contextmanager
    def _failing_with(self, status: int) -> Iterator[None]:
        self._may_fail_with = {status} if status >= 400 else set()
        yield
        self._may_fail_with = set()

    # Signing in

    def sign_in(self, username: str, secret: str) -> "Visitor":
        """Sign in with password and the code of the moment."""
        self.open("/account/sign-in").fill(username=username, password=PASSWORD).press("登录")
        code = pyotp.TOTP(secret).at(self.served.now())
        return self.fill(code=code).press("继续")

    def close(self) -> None:
        """Close the window; nothing strange may have happened in it."""
        self.context.close()
        assert not self.problems, "\n".join(self.problems)
