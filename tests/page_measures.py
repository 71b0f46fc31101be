"""What is measured of a page in the browser: each measure gives a list of faults, in words, empty where none.

The sources are the success criteria of WCAG 2.2 named beside each measure.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Colours are measured in every setting; the size of targets is off unless asked for.
_AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

_NAME = """const name = (e) => {
  const text = (e.innerText || e.getAttribute('aria-label') || '').trim().slice(0, 40);
  return `${e.tagName.toLowerCase()}.${e.getAttribute('class') || ''} "${text}"`;
};"""


def load_axe(page: Page) -> None:
    """Puts axe into the page, once a navigation."""
    page.evaluate(_AXE)


def axe_faults(page: Page) -> list[str]:
    """What axe finds in the page as it stands, once what follows the screen's size has followed it."""
    faults: list[str] = page.evaluate(
        """options => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
        .then(() => axe.run(options)).then(({violations}) => violations.flatMap(({id, nodes}) =>
        nodes.slice(0, 4).map(({html, any}) => `${id}: ${html.slice(0, 150)} (${any[0]?.message})`)))""",
        _AXE_OPTIONS,
    )
    return faults


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways (1.4.10)."""
    faults: list[str] = page.evaluate(
        f"""() => {{ {_NAME}
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.querySelectorAll('body *')]
          .filter((e) => e.getBoundingClientRect().right > wide + 1).slice(0, 5)
          .map((e) => `${{name(e)}} reaches beyond ${{wide}} px`);
        }}"""
    )
    return faults


def space_text(page: Page) -> None:
    """Sets the spacing that 1.4.12 asks a page to bear, as a reader's own style sheet would."""
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
          word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
        document.adoptedStyleSheets = [sheet]; }"""
    )


def unspace_text(page: Page) -> None:
    page.evaluate("document.adoptedStyleSheets = []")


def cut_off(page: Page) -> list[str]:
    """Text that is hidden by the box it stands in (1.4.12)."""
    faults: list[str] = page.evaluate(
        f"""() => {{ {_NAME}
        const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        return [...document.querySelectorAll('body *')].filter((e) => {{
          if (!own(e) || e instanceof SVGElement || !e.checkVisibility()) return false;
          const style = getComputedStyle(e);
          if (style.clipPath !== 'none' || style.display === 'inline') return false;
          const hides = (value) => value === 'hidden' || value === 'clip';
          return (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 2)
            || (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 2);
        }}).slice(0, 5).map((e) => `${{name(e)}} is cut off`);
        }}"""
    )
    return faults


def moving(page: Page) -> list[str]:
    """What moves although the reader asked for less motion (2.3.3)."""
    faults: list[str] = page.evaluate(
        f"""() => {{ {_NAME}
        return [...document.querySelectorAll('*')].filter((e) => {{
          const style = getComputedStyle(e);
          return style.scrollBehavior === 'smooth' || style.animationName !== 'none'
            || style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
        }}).slice(0, 5).map((e) => `${{name(e)}} moves`);
        }}"""
    )
    return faults


def unclear(page: Page) -> list[str]:
    """Tables without caption or scope (1.3.1), empty words of links (2.4.4), images without words (1.1.1)."""
    faults: list[str] = page.evaluate(
        f"""() => {{ {_NAME}
        const all = (selector) => [...document.querySelectorAll(selector)];
        const vague = /^(here|click here|more|read more|link|this|this page|details|see)$/i;
        return [
          ...all('main table, article table').filter((t) => !t.caption && !t.getAttribute('aria-labelledby')
            && !t.getAttribute('aria-label')).map((t) => `${{name(t)}} has no caption`),
          ...all('article th').filter((h) => !h.scope).slice(0, 3).map((h) => `${{name(h)}} has no scope`),
          ...all('a[href]').filter((a) => vague.test((a.getAttribute('aria-label') || a.innerText).trim()))
            .map((a) => `${{name(a)}} does not say where it leads`),
          ...all('img:not([alt]), article svg:not([aria-hidden]):not([role=img]):not([role=group])')
            .map((e) => `${{name(e)}} has no alternative`),
        ];
        }}"""
    )
    return faults


_FOCUSED = f"""() => {{ {_NAME}
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const fault = [];
  if (style.outlineStyle === 'none' && style.boxShadow === 'none') fault.push('shows no focus');
  const boxes = [...e.getClientRects()];
  const shown = boxes.filter((b) => b.bottom > 0 && b.top < innerHeight
    && b.right > 0 && b.left < innerWidth);
  if (!shown.length) fault.push('lies outside the screen');
  const seen = shown.some((b) => [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].some(([x, y]) => {{
    const [left, top] = [Math.max(b.left, 0), Math.max(b.top, 0)];
    const [right, bottom] = [Math.min(b.right, innerWidth), Math.min(b.bottom, innerHeight)];
    const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    return hit && (e.contains(hit) || hit.contains(e) || hit.closest('label')?.contains(e));
  }}));
  const middle = shown[0] && document.elementFromPoint(shown[0].left + shown[0].width / 2,
    shown[0].top + shown[0].height / 2);
  if (shown.length && !seen) fault.push('is covered by ' + (middle ? name(middle) : 'nothing known'));
  return fault.map((words) => `${{name(e)}} ${{words}}`);
}}"""


def walk(page: Page, stops: int) -> list[str]:
    """Presses Tab so often and says where the focus is not seen (2.4.7, 2.4.11)."""
    faults: list[str] = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found: Any = page.evaluate(_FOCUSED)
        if found is None:
            break
        faults += found
    return faults
