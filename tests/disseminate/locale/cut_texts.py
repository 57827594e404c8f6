"""What of a page is cut, as a script that a browser runs."""

CUT = """
() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1)
        found.push(['plot', text.textContent, box.left - frame.left, frame.right - box.right]);
      if (text.textContent.includes('…')) found.push(['short', text.textContent]);
    }
  }
  const blocks = 'h1,h2,h3,h4,p,li,dt,dd,caption,figcaption,summary';
  for (const one of document.querySelectorAll(blocks)) {
    if (one.closest('.scroll, .visually-hidden, .skip')) continue;
    const box = one.getBoundingClientRect();
    if (box.width && (box.left < -1 || box.right > innerWidth + 1))
      found.push(['block', one.textContent.slice(0, 60)]);
  }
  return found;
}
"""
"""Texts of a plot that stand beyond its edges, those that are cut short, and blocks of text whose
letters stand beyond their box without a way to scroll there."""
