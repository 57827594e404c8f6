"""What a browser shows of a page before it is moved, as a script and a reader of its answer."""

from playwright.sync_api import Error

from tests.disseminate.in_browser import started

SCREENS = ((1280, 800), (390, 844))
"""A desk and a hand."""

SHOWN = """
() => {
  const whole = box => box.width > 0 && box.top >= 0 && box.bottom <= innerHeight + 1;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    if (!walker.currentNode.parentElement.closest('svg') && whole(range.getBoundingClientRect()))
      texts.push(walker.currentNode.textContent);
  }
  const chart = [...document.querySelectorAll('.main-chart svg, .main-chart table')]
    .map(one => one.getBoundingClientRect()).find(box => box.width > 0);
  const boxes = [...document.querySelectorAll('.first-head, .first-screen, .first-screen *')]
    .map(one => [one.tagName, one.className, one.getBoundingClientRect()])
    .filter(([, name, box]) => typeof name === 'string' && box.width > 0)
    .map(([tag, name, box]) => `${tag} ${name} ${box.top} ${box.left} ${box.width} ${box.height}`);
  return {
    text: texts.join(' '),
    chart: chart ? (Math.min(chart.bottom, innerHeight) - chart.top) / chart.height : 0,
    layout: [`${innerWidth} ${innerHeight} ${devicePixelRatio}`, ...boxes.slice(0, 40)],
  };
}
"""
"""Texts that stand in the first screen, how much of the chart does (0 to 1), and its boxes."""


FONTS_THERE = """
async () => {
  document.body.getBoundingClientRect();
  await Promise.allSettled([...document.fonts].map(face => face.load()));
  await document.fonts.ready;
}
"""
"""Waits for each font of a page: one that was not laid out yet would wait for none."""


def first_screen(browser, html, size, least=0.0):
    """Text of the first screen without signs of direction, and the part of the chart in it.

    Pages are opened until two in a row look the same: on a machine with much to do one page of
    some hundreds had its chart half a screen lower than all others of the same text. The window
    is drawn once before it is measured, so that it has the size that was asked for. What the
    page was measured of is printed, for whoever reads a test that failed.

    Where less than `least` of the chart is there, it is looked at in a browser of its own: one may
    have found no Arabic letters but wide ones, and keeps them for all pages that it opens.
    """
    seen = _seen_alike(browser, html, size)
    if seen["chart"] < least:
        another = started(browser.browser_type)
        seen = _seen_alike(another, html, size)
        another.close()
    print("\n".join(seen["layout"]))
    return seen["text"], seen["chart"]


def _seen_alike(browser, html, size):
    """What two pages in a row show alike."""
    seen = _seen_once(browser, html, size)
    for _ in range(5):
        before, seen = seen, _seen_once(browser, html, size)
        if seen == before:
            return seen
    raise AssertionError("no two pages of the same text look the same")


def _seen_once(browser, html, size):
    opened = browser.new_page(viewport={"width": size[0], "height": size[1]})
    opened.set_content(html)
    opened.evaluate(FONTS_THERE)
    drawn(opened)
    opened.wait_for_function("size => innerWidth == size[0] && innerHeight == size[1]", arg=size)
    found = opened.evaluate(SHOWN)
    opened.close()
    return found | {"text": bare(found["text"])}


def drawn(opened, attempts=5, pause_ms=500):
    """Draw the window once: a browser on a machine with much to do may have no picture yet."""
    for _ in range(attempts - 1):
        try:
            return opened.screenshot()
        except Error:
            opened.wait_for_timeout(pause_ms)
    return opened.screenshot()


def bare(text):
    """A text without signs of direction, its spaces alike."""
    return " ".join("".join(sign for sign in text if not "\u2066" <= sign <= "\u2069").split())
