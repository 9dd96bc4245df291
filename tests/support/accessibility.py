"""axe-core on a page that is open: what breaks WCAG 2.2 AA, light and wide, dark and narrow.

Contrast costs most: axe looks at whatever lies below each word. Words that look alike are
therefore tried once, and words in pictures not at all, which axe cannot judge (it says that
it does not know; tests/page/test_figures.py holds the colors of pictures).
"""

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTH = {"light": 1280, "dark": 390}  # CSS pixels
# What depends on colors or on the width is looked at twice, the rest once.
RULES = {
    "light": {
        "runOnly": {"type": "tag", "values": WCAG},
        "rules": {"label-content-name-mismatch": {"enabled": True}},
    },
    "dark": {
        "runOnly": {
            "type": "rule",
            "values": [
                "color-contrast",
                "link-in-text-block",
                "scrollable-region-focusable",
                "target-size",
            ],
        }
    },
}
# The rows of a table are alike; twenty of 280 say what all would.
FEWER_ROWS = ".fg-sheet tbody tr:nth-child(n + 21) { display: none }"
UNFOLD = """() => {
    document.querySelectorAll('article details').forEach(d => (d.open = true));
    document.querySelectorAll('.toggle-button-hidden').forEach(b => b.click());
    // a prediction keeps back what follows it
    document.querySelectorAll('.fg-guess button[type=button]').forEach(b => b.click());
}"""
# Fading ends at once; and of two timers of a page the one that was set for later goes off
# later, however busy the machine is: the theme looks 300 ms after a change of width which
# blocks scroll.
SETTLE = """() => {
    for (const a of document.getAnimations())
        if (a.effect.getComputedTiming().endTime < Infinity) a.finish();
    dispatchEvent(new Event("resize"));
    return new Promise(done => setTimeout(done, 400));
}"""
# Words look alike that have the same color, size and weight on the same ground, which is what
# the elements around them paint. What is taken out of the flow may lie on anything and has a
# ground of its own. Of each look some are tried, here and there on the page: axe leaves open what
# is half covered, and does not judge single letters.
TRIED = 4
MARK_ALIKE = """most => {
    const grounds = new Map([[null, ""]]), looks = new Map();
    const ground = element => {
        if (!grounds.has(element)) {
            const s = getComputedStyle(element), below = ground(element.parentElement);
            const paint = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter,
                           s.mixBlendMode, s.clipPath, s.maskImage].join();
            const free = /absolute|fixed/.test(s.position) ? grounds.size : "";
            const nothing = "rgba(0, 0, 0, 0),none,1,none,normal,none,none";
            grounds.set(element, below + (free || paint !== nothing ? `/${paint}${free}` : ""));
        }
        return grounds.get(element);
    };
    for (const element of document.body.querySelectorAll(":not(svg, svg *)")) {
        const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        element.removeAttribute("data-alike");
        if (!own || !element.checkVisibility()) continue;
        const s = getComputedStyle(element), words = element.textContent.trim();
        const kind = words.length < 2 ? "sign" : /[\\p{L}\\p{N}]{2}/u.test(words) ? "words" : "signs";
        const look = [ground(element), s.color, s.fontSize, s.fontWeight, s.textShadow, kind].join();
        looks.set(look, [...(looks.get(look) || []), element]);
    }
    for (const alike of looks.values()) {
        const step = Math.max(1, (alike.length - 1) / (most - 1));
        const tried = new Set(alike.map((_, k) => alike[Math.round(k * step)]));
        for (const element of alike) element.toggleAttribute("data-alike", !tried.has(element));
    }
}"""
# preload: axe would ask for the style sheets once more, which a page on a disk may not read.
RUN = "rules => axe.run({...rules, preload: false, resultTypes: ['violations']})"
CONTRAST = "axe.configure({rules: [{id: 'color-contrast', selector: '*:not([data-alike], svg *)'}]})"


def violations(tab, scheme):
    """Turn a page light and wide or dark and narrow; what axe finds, a text for each rule."""
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": WIDTH[scheme], "height": 900})
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(UNFOLD)
        tab.evaluate(Axe().axe_script)
        tab.evaluate(CONTRAST)
    fewer_rows = tab.add_style_tag(content=FEWER_ROWS)
    tab.evaluate(SETTLE)
    theme = tab.evaluate("document.documentElement.dataset.theme")
    if theme not in (scheme, None):
        return [f"the page is {theme}, expected {scheme}"]
    tab.evaluate(MARK_ALIKE, TRIED)
    found = tab.evaluate(RUN, RULES[scheme])["violations"]
    fewer_rows.evaluate("style => style.remove()")
    return [
        f"{rule['id']}: {[node['html'][:150] for node in rule['nodes'][:3]]}"
        for rule in found
    ]
