"""A visitor of the app: one page of a browser, and what went wrong on it."""

import json

SECONDS = 120_000
"""Milliseconds that a computation may take on a busy machine; nothing is asserted of them."""

# Solara's own, on Vue 2, about every template that ships with it.
KNOWN = ("Failed to evaluate Vue script",)


class Visitor:
    """Opens pages in a context of its own, with nothing remembered of others."""

    def __init__(self, browser, address, *, lang="en", theme="light", size="normal", width=1366, height=768):
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        look = json.dumps({"lang": lang, "theme": theme, "size": size})
        self.context.add_init_script(
            f"localStorage.getItem('govsim.look') ?? localStorage.setItem('govsim.look', '{look}')"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(SECONDS)
        self.foreign, self.failed, self.complaints = [], [], []
        self.page.on("request", self._asked)
        self.page.on("requestfailed", lambda request: self.failed.append(request.url))
        self.page.on("response", self._answered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path):
        """Open a page and return it."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector(".shell")
        self.page.visitor = self
        return self.page

    def leave(self):
        """Close the page, and ask that all went well."""
        self.context.close()
        assert self.foreign == [], self.foreign
        assert self.failed == [], self.failed
        assert self.complaints == [], self.complaints

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def _answered(self, response):
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def _said(self, message):
        if message.type in {"error", "warning"} and not message.text.startswith(KNOWN):
            self.complaints.append(message.text)
