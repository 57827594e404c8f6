"""Makes the pictures of a form on a phone: English and Arabic, 390 px wide.

    python docs/images/make_phone_screens.py DIR/form/form.xml

The form is shown by `@getodk/web-forms` (what ODK Central shows, another program than ours) in
Chromium, from a server on this machine that serves nothing but the form and `tests/node`. Needs
`make node` and Chromium. Nothing is answered, so no answer is on a picture.
"""

import re
import shutil
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
NODE = HERE.parents[1] / "tests" / "node"
LANGUAGES = {"en": "English (en)", "ar": "العربية (ar)"}
DIRECTIONS = {"en": "ltr", "ar": "rtl"}
"""The direction is the host page's to set; the component does not."""
PHONE = {"width": 390, "height": 844}
PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>body { margin: 0 }</style><div id="form"></div>
<script type="importmap">{"imports": {"vue": "/node_modules/vue/dist/vue.esm-browser.prod.js"}}
</script>
<script type="module">
import { createApp, h } from "vue";
import { OdkWebForm, webFormsPlugin } from "/node_modules/@getodk/web-forms/dist/index.js";
const formXml = await (await fetch("/form.xml")).text();
const fetchFormAttachment = async () => new Response("", { status: 404 });
createApp({ render: () => h(OdkWebForm, { formXml, fetchFormAttachment }) })
  .use(webFormsPlugin).mount("#form");
</script>"""


class Served(SimpleHTTPRequestHandler):
    """The page, the form in one language, and the libraries."""

    form = b""

    def do_GET(self) -> None:
        """One of the three."""
        own = {"/": (PAGE.encode(), "text/html"), "/form.xml": (self.form, "text/xml")}
        if self.path not in own:
            super().do_GET()
            return
        content, kind = own[self.path]
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def in_language(form: str, name: str) -> str:
    """The form with another default language."""
    plain = re.sub(r'(<translation lang="[^"]*") default="true\(\)"', r"\1", form)
    return plain.replace(
        f'<translation lang="{name}"', f'<translation lang="{name}" default="true()"'
    )


def main(form: Path) -> None:
    """One picture a language."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=str(NODE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for code, name in LANGUAGES.items():
            Served.form = in_language(form.read_text("utf-8"), name).encode()
            page = browser.new_page(viewport=PHONE, locale=code)
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            page.wait_for_selector("input", timeout=90_000)
            page.evaluate(f"document.documentElement.dir = '{DIRECTIONS[code]}'")
            page.evaluate("document.querySelector('input').scrollIntoView({block: 'center'})")
            page.wait_for_timeout(1_000)
            page.screenshot(path=HERE / f"form-on-a-phone-{code}.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
