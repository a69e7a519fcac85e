"""The house client: it opens pages, fills the form it sees, presses the button it reads, and checks every page on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, url_for
from flask.sessions import SessionMixin
from flask.testing import FlaskClient, FlaskCliRunner
from lxml import html
from werkzeug.test import TestResponse

from portal import db
from tests.pages import check_page

Values = dict[str, Any]


@contextmanager
def apart() -> Iterator[None]:
    """A database session of its own for what runs inside, as another process would have; afterwards the test's rows are fresh.

    Use it around anything that ends an app context (a request, a command), else the rows a test holds lose their session.
    """
    registry = db.session.registry
    mine = registry()
    mine.rollback()
    registry.clear()
    try:
        yield
    finally:
        db.session.remove()
        registry.set(mine)
        mine.rollback()


class HouseClient(FlaskClient):
    """Requests and looks into the cookie run apart from the rows that the test holds."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        with apart():
            return super().open(*args, **kwargs)

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Iterator[SessionMixin]:
        """Read or change the session cookie."""
        with apart(), super().session_transaction(*args, **kwargs) as cookie:
            yield cookie


class HouseRunner(FlaskCliRunner):
    """Commands run apart from the rows that the test holds."""

    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command."""
        with apart():
            return super().invoke(*args, **kwargs)


class Browser:
    """One visitor with a cookie jar. After each request ``status``, ``page`` (an lxml tree) and ``text`` tell what came back."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.response: TestResponse | None = None
        self.page: Any = None
        self.url = "/"
        self._form: Any = None
        self._values: Values = {}

    # Going places

    def address(self, endpoint: str, **values: Any) -> str:
        """The path of an endpoint, or the path itself."""
        if endpoint.startswith("/"):
            return endpoint
        with apart(), self.app.test_request_context():
            return url_for(endpoint, **values)

    def open(self, endpoint: str, status: int = 200, **values: Any) -> "Browser":
        """Open an endpoint or path, follow redirects, and expect this status at the end."""
        return self._send("GET", self.address(endpoint, **values), status)

    def post(self, endpoint: str, data: Values | None = None, status: int = 200, **values: Any) -> "Browser":
        """Post to an endpoint with the CSRF token of the page that is open, as a form of our own would."""
        token = self.page.xpath("//input[@name='csrf_token']/@value")[:1] if self.page is not None else []
        return self._send("POST", self.address(endpoint, **values), status, {"csrf_token": token[0] if token else "", **(data or {})})

    def follow(self, words: str, status: int = 200) -> "Browser":
        """Follow the one link that reads so (its text holds ``words``)."""
        links = [link for link in self.page.xpath("//a[@href]") if words in " ".join(link.text_content().split())]
        assert links, f"no link 「{words}」 on {self.url}"
        return self._send("GET", links[0].get("href"), status)

    # Forms

    def fill(self, **answers: Any) -> "Browser":
        """Answer the fields of one form by their names: text, a list of choices, True/False for a checkbox, or (file, name) to upload.

        Names with signs that Python refuses (``contract-day``) are given as ``fill(**{"contract-day": "3"})``.
        """
        for name in answers:
            forms = [form for form in self.page.xpath("//form[@method='post']") if self._controls(form, name)]
            assert forms, f"no field {name!r} on {self.url}; there are {self.field_names()}"
            if self._form not in forms:
                self._form, self._values = forms[0], {}
        self._values.update(answers)
        return self

    def press(self, words: str, status: int = 200) -> "Browser":
        """Press the button that reads so, sending what its form holds and what was filled in."""
        buttons = [b for b in self.page.xpath("//form//button | //form//input[@type='submit']") if words == self._words_of(b)]
        assert buttons, f"no button 「{words}」 on {self.url}; there are {self.buttons()}"
        button = next((b for b in buttons if self._form_of(b) is self._form), buttons[0])
        form = self._form_of(button)
        sent = self._as_a_browser_would(form)
        if button.get("name"):
            sent[button.get("name")] = button.get("value", "")
        if form is self._form:
            sent.update({name: value for name, value in self._values.items() if value is not False})
            sent = {name: value for name, value in sent.items() if self._values.get(name, True) is not False}
        sent = {name: "y" if value is True else value for name, value in sent.items()}
        target = button.get("formaction") or form.get("action") or self.url
        if (form.get("method") or "get").lower() == "get":
            return self._send("GET", target.split("?")[0], status, sent)
        return self._send("POST", target, status, sent, form.get("enctype"))

    def _as_a_browser_would(self, form: Any) -> Values:
        sent: Values = {}
        for control in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
            name, kind = control.get("name"), (control.get("type") or "text").lower()
            if control.tag == "select":
                chosen = control.xpath(".//option[@selected]") or control.xpath(".//option")[:1]
                value = [option.get("value", option.text_content()) for option in chosen]
            elif control.tag == "textarea":
                value = [(control.text or "").removeprefix("\n")]
            elif kind in {"submit", "button", "file"} or (kind in {"radio", "checkbox"} and control.get("checked") is None):
                continue
            else:
                value = [control.get("value", "on" if kind in {"radio", "checkbox"} else "")]
            sent.setdefault(name, []).extend(value)
        return sent

    # Reading

    @property
    def status(self) -> int:
        """The status of the last answer."""
        return self._last.status_code

    @property
    def headers(self) -> Any:
        """The headers of the last answer."""
        return self._last.headers

    @property
    def text(self) -> str:
        """What a person reads on the page, blanks made single."""
        return " ".join(self.page.text_content().split()) if self.page is not None else self._last.get_data(as_text=True)

    @property
    def main(self) -> str:
        """What a person reads in the main part."""
        return " ".join(self.page.xpath("//main")[0].text_content().split())

    @property
    def heading(self) -> str:
        """The one h1."""
        return " ".join(self.page.xpath("//h1")[0].text_content().split())

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [" ".join(item.text_content().split()) for item in self.page.xpath("//*[@role='alert']//li")]

    @property
    def banner(self) -> str:
        """The success banner, or nothing."""
        return " ".join(" ".join(found.text_content().split()) for found in self.page.xpath("//*[@role='status' and not(@hidden)]"))

    def value(self, name: str) -> str:
        """What a field on the page holds."""
        field = self.page.xpath(f"//*[@name='{name}']")[0]
        return (field.text or "").removeprefix("\n") if field.tag == "textarea" else field.get("value", "")

    def buttons(self) -> list[str]:
        """The words on all buttons of the page."""
        return [self._words_of(button) for button in self.page.xpath("//button | //input[@type='submit']")]

    def links(self) -> list[str]:
        """The words of all links of the page."""
        return [" ".join(link.text_content().split()) for link in self.page.xpath("//a[@href]")]

    def field_names(self) -> list[str]:
        """The names of all fields of the page."""
        return sorted(set(self.page.xpath("//form//@name")))

    def carry_session(self, token: str) -> None:
        """Be the browser of a session that is open already."""
        with self.client.session_transaction() as cookie:
            cookie["staff_token"] = token

    # Inside

    @property
    def _last(self) -> TestResponse:
        assert self.response is not None, "nothing has been opened yet"
        return self.response

    def _send(self, method: str, path: str, status: int, data: Values | None = None, enctype: str | None = None) -> "Browser":
        headers = {"Sec-Fetch-Site": "same-origin"}
        body: Values = {"query_string" if method == "GET" else "data": data} if data else {}
        if enctype and method == "POST":
            body["content_type"] = enctype
        self.response = self.client.open(path, method=method, headers=headers, follow_redirects=True, **body)
        content = self._last.get_data()
        self.url = self._last.request.full_path.rstrip("?")
        self._form, self._values, self.page = None, {}, None
        if self._last.mimetype == "text/html":
            self.page = html.document_fromstring(content.decode())
        assert self.status == status, f"{method} {path} gave {self.status}, not {status}: {self.text[:300]}"
        if self.page is not None:
            check_page(self.page, self.url)
        return self

    def _form_of(self, button: Any) -> Any:
        if button.get("form"):
            return self.page.get_element_by_id(button.get("form"))
        return next(button.iterancestors("form"))

    @staticmethod
    def _controls(form: Any, name: str) -> list[Any]:
        return [control for control in form.xpath(".//*[@name]") if control.get("name") == name]

    @staticmethod
    def _words_of(button: Any) -> str:
        return " ".join((button.text_content() or button.get("value") or "").split())
