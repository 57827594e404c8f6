"""What a browser shows of a page before it is moved, as a script and a reader of its answer."""

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
  return {
    text: texts.join(' '),
    chart: chart ? (Math.min(chart.bottom, innerHeight) - chart.top) / chart.height : 0,
  };
}
"""
"""Texts that stand in the first screen, and how much of the chart does (0 to 1)."""


FONTS_THERE = """
async () => {
  document.body.getBoundingClientRect();
  await Promise.allSettled([...document.fonts].map(face => face.load()));
  await document.fonts.ready;
}
"""
"""Waits for each font of a page: one that was not laid out yet would wait for none."""


def first_screen(browser, html, size):
    """Text of the first screen without signs of direction, and the part of the chart in it.

    Pages are opened until two in a row look the same: on a machine with much to do one page of
    some hundreds had its chart half a screen lower than all others of the same text.
    """
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
    found = opened.evaluate(SHOWN)
    opened.close()
    return bare(found["text"]), found["chart"]


def bare(text):
    """A text without signs of direction, its spaces alike."""
    return " ".join("".join(sign for sign in text if not "\u2066" <= sign <= "\u2069").split())
