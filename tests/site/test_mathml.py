"""Equations: what they become, how Chromium draws them, and what is refused."""

import base64
import html
import io
import re

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from fieldguide.site import mathml
from fieldguide.site.mathml import to_mathml

# TeX: the signs that a reader sees, in their order, and the parts that lay them out (a table as
# rows x columns). Written by hand: what the chapters use, and will need.
EQUATIONS = {
    # sums, products, integrals and what stands under a name
    r"\sum_{i=1}^{n} x_i": ("∑i=1nxi", "munderover msub"),
    r"\prod_{t=1}^T p(w_t \mid w_{<t})": ("∏t=1Tp(wt∣w<t)", "munderover msub msub"),
    r"\sum_{\substack{i<j\\ j<n}} a_{ij}": ("∑i<jj<naij", "munder 2x1 msub"),
    r"\int_0^T f(t)\,dt": ("∫0Tf(t)dt", "msubsup"),
    r"\int\limits_0^1 x": ("∫01x", "munderover"),
    r"\iint \oint_C": ("∬∮C", "msub"),
    r"\min_{G}\max_{D} V(D, G)": ("minGmaxDV(D,G)", "munder munder"),
    r"\arg\max_a Q(s, a)": ("argmaxaQ(s,a)", "munder"),
    r"\operatorname*{arg\,max}_\theta f": ("arg maxθf", "munder"),
    r"\operatorname*{arg\,min}\limits_{x \in X} f": ("arg minx∈Xf", "munder"),
    r"\argmin_k \lVert z - e_k\rVert": ("arg mink‖z−ek‖", "munder msub"),
    r"\lim_{n\to\infty} \sup_x": ("limn→∞supx", "munder munder"),
    r"\underset{x \sim p}{\mathbb{E}} f": ("𝔼x∼pf", "munder"),
    r"\bigcup_i A_i \bigotimes": ("⋃iAi⨂", "munder msub"),
    # names
    r"\mathrm{softmax}(x)": ("softmax(x)", ""),
    r"\operatorname{softmax}(x)": ("softmax(x)", ""),
    r"\operatorname{sg}[z_e(x)] - e": ("sg[ze(x)]−e", "msub"),
    r"\log p + \exp x + \ln 2 + \sin t": ("logp+expx+ln2+sint", ""),
    r"D_{\mathrm{KL}}(q \,\|\, p)": ("DKL(q‖p)", "msub"),
    r"D_{\mathrm{KL}}\left(q \,\middle\|\, p\right)": ("DKL(q‖p)", "msub"),
    r"\Pr(x) \det A \dim V": ("Pr(x)detAdimV", ""),
    r"x_{\text{max}} = 3": ("xmax=3", "msub"),
    r"\text{50\% of \$5, a\_b, \#1, R\&D}": ("50% of $5, a_b, #1, R&D", ""),
    r"\text{naïve café, Łódź, “über” – ß}": ("naïve café, Łódź, “über” – ß", ""),
    r"\textbf{bold} \textit{slanted}": ("boldslanted", ""),
    # letters
    r"\mathbf{x} \mathbf{xy} \mathbf{\Sigma} \mathbf{1}": ("𝐱𝐱𝐲𝚺𝟏", ""),
    r"\boldsymbol{\theta} \bm{x} \boldsymbol{\mu}_\theta": ("𝜽𝒙𝝁θ", "msub"),
    r"\mathbb{E}_{x\sim p} \mathbb{1}[x>0] \mathbb{R}": ("𝔼x∼p𝟙[x>0]ℝ", "msub"),
    r"\mathcal{N}(0, I) \mathcal{L} \mathscr{L} \mathfrak{g}": ("𝒩(0,I)ℒℒ𝔤", ""),
    r"\mathsf{T} \mathtt{ab} \mathit{diff}": ("𝖳𝚊𝚋𝑑𝑖𝑓𝑓", ""),
    r"\alpha \epsilon \varepsilon \phi \varphi \Omega": ("αϵεϕφΩ", ""),
    r"\ell \infty \emptyset \hbar \Re": ("ℓ∞∅ℏℜ", ""),
    r"x' + f''(x) + f_\theta'": ("x′+f″(x)+fθ′", "msup msup msubsup"),
    # accents
    r"\hat{x} \tilde{x} \vec{x} \dot{x} \ddot{x}": ("xˆx˜x→x˙x¨", "mover " * 5),
    r"\bar\alpha_t": ("α¯t", "msub mover"),
    r"\sqrt{1 - \bar{\alpha}_t}\,\hat{\mathbf{x}}": ("1−α¯t𝐱ˆ", "msqrt msub mover mover"),
    r"\overline{abc} + \underline{abc}": ("abc‾+abc_", "mover munder"),
    r"\underbrace{a + b}_{\text{sum}}": ("a+b⏟sum", "munder munder"),
    r"\overbrace{a + b}^{n}": ("a+b⏞n", "mover mover"),
    r"\overset{!}{=} \stackrel{d}{=} \underset{k}{\to}": ("=!=d→k", "mover mover munder"),
    r"x \xrightarrow{n \to \infty} y": ("x→n→∞y", "mover mover"),
    r"x \xleftarrow{\text{forward}} y": ("x←forwardy", "mover mover"),
    # scripts, fractions, roots
    r"x_i^2 + x^{a^{b}} + x_{i_j}": ("xi2+xab+xij", "msubsup msup msup msub msub"),
    r"W \in \mathbb{R}^{n \times d}, x^\top y^*": ("W∈ℝn×d,x⊤y∗", "msup msup msup"),
    r"{}^\circ C": ("∘C", "msup"),
    r"\frac{a}{b} + \tfrac12 + \dfrac{1}{2}": ("ab+12+12", "mfrac mfrac mfrac"),
    r"\frac{\frac{a}{b}}{1 + \frac{c}{d}}": ("ab1+cd", "mfrac mfrac mfrac"),
    r"\frac{\partial \mathcal{L}}{\partial \theta}": ("∂ℒ∂θ", "mfrac"),
    r"\binom{n}{k} + \tbinom{n}{k}": ("(nk)+(nk)", "mfrac mfrac"),
    r"\binom{n}{k} \Big/ \binom{m}{k}": ("(nk)/(mk)", "mfrac mfrac"),
    r"\sqrt{x} + \sqrt[n]{x + 1}": ("x+x+1n", "msqrt mroot"),
    r"\exp\left(-\frac{x^2}{2\sigma^2}\right)": ("exp(−x22σ2)", "mfrac msup msup"),
    # brackets
    r"\left( \frac{a}{b} \right) + \left[ x \right]": ("(ab)+[x]", "mfrac"),
    r"\left\{ x \,\middle|\, \frac12 \right\}": ("{x|12}", "mfrac"),
    r"\left. \frac{x}{2} \right|_{x=0}": ("x2|x=0", "msub mfrac"),
    r"\big| x \big| + \Bigl( y \Bigr) + \bigg[ \Bigg]": ("|x|+(y)+[]", ""),
    r"\lVert x\rVert_2^2 + \lvert x \rvert + \|y\|": ("‖x‖22+|x|+‖y‖", "msubsup"),
    r"\bigl( x \bigr)^2 + \Bigl\lVert y \Bigr\rVert_2^2": ("(x)2+‖y‖22", "msup msubsup"),
    r"\left\lVert \frac{x}{2} \right\rVert": ("‖x2‖", "mfrac"),
    r"\lfloor x \rceil + \lceil x \rfloor + \lfloor x \rfloor": ("⌊x⌉+⌈x⌋+⌊x⌋", ""),
    r"\{x\} + \langle q, k \rangle": ("{x}+⟨q,k⟩", ""),
    # signs
    r"a \mid b \parallel c \odot d \otimes e \oplus f": ("a∣b∥c⊙d⊗e⊕f", ""),
    r"a \propto b \approx c \sim d \equiv e \cong f": ("a∝b≈c∼d≡e≅f", ""),
    r"\nabla_\theta J + \partial_t x": ("∇θJ+∂tx", "msub msub"),
    r"a \le b \ge c \ne d \ll e \gg f \leq g": ("a≤b≥c≠d≪e≫f≤g", ""),
    r"a \to b \mapsto c \leftarrow d \Rightarrow e \iff f": ("a→b↦c←d⇒e⟺f", ""),
    r"\forall x \exists y \in A \notin B \subset C \cup D": ("∀x∃y∈A∉B⊂C∪D", ""),
    r"a \cdot b \times c \pm d \circ e * f": ("a⋅b×c±d∘e∗f", ""),
    r"f \colon A \to B, x := 1 \coloneqq y": ("f:A→B,x:=1≔y", ""),
    r"x_1, \ldots, x_n + \cdots + x_n": ("x1,...,xn+⋯+xn", "msub msub msub"),
    r"\begin{pmatrix} a & \cdots \\ \vdots & \ddots \end{pmatrix}": ("(a⋯⋮⋱)", "2x2"),
    r"a \bmod b \pmod{3}": ("amodb(mod3)", ""),
    r"1{,}000 + 0.999 + 10^{-4} + 50\%": ("1,000+0.999+10−4+50%", "msup"),
    r"a \, b \; c \: d \! e \quad f \qquad g": ("abcdefg", ""),
    r"\displaystyle\sum_i x \textstyle y": ("∑ixy", "munder"),
    # rows
    r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}": (
        "{1if x>00otherwise", "2x2",
    ),
    r"\begin{aligned} a &= b + c \\ &= d \\ ef &= g \end{aligned}": ("a=b+c=def=g", "3x2"),
    r"\begin{gathered} a = b \\ c \end{gathered}": ("a=bc", "2x1"),
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": ("(1234)", "2x2"),
    r"\begin{bmatrix} a & b & c \\ d & e & f \end{bmatrix}^\top": ("[abcdef]⊤", "msup 2x3"),
    r"\begin{vmatrix} a \\ b \end{vmatrix}": ("|ab|", "2x1"),
    r"\begin{matrix} \cos t & -\sin t \\ \sin t & \cos t \end{matrix}": (
        "cost−sintsintcost", "2x2",
    ),
    r"\begin{array}{l|r} a & b \\ \hline ccc & ddd \end{array}": ("abcccddd", "2x2"),
    # whole ones, as the papers print them
    r"q(x_t \mid x_0) = \mathcal{N}\bigl(x_t; \sqrt{\bar\alpha_t}\,x_0, (1 - \bar\alpha_t) I\bigr)": (
        "q(xt∣x0)=𝒩(xt;α¯tx0,(1−α¯t)I)", None,
    ),
    r"\mathcal{L} = \mathbb{E}_{x_0, \epsilon, t}\Bigl[\bigl\lVert \epsilon - "
    r"\epsilon_\theta(x_t, t)\bigr\rVert^2\Bigr]": ("ℒ=𝔼x0,ϵ,t[‖ϵ−ϵθ(xt,t)‖2]", None),
    r"C(\mathbf{r}) = \int_{t_n}^{t_f} T(t)\,\sigma(\mathbf{r}(t))\,dt, \quad "
    r"T(t) = \exp\Bigl(-\int_{t_n}^{t} \sigma\,ds\Bigr)": (
        "C(𝐫)=∫tntfT(t)σ(𝐫(t))dt,T(t)=exp(−∫tntσds)", None,
    ),
    r"-\log \sigma\bigl(r_\theta(x, y_w) - r_\theta(x, y_l)\bigr)": (
        "−logσ(rθ(x,yw)−rθ(x,yl))", None,
    ),
    r"Q(s,a) + c \cdot P(s,a) \frac{\sqrt{\sum_b N(s,b)}}{1 + N(s,a)}": (
        "Q(s,a)+c⋅P(s,a)∑bN(s,b)1+N(s,a)", None,
    ),
    r"\operatorname{Attention}(Q, K, V) = \operatorname{softmax}\!\left("
    r"\frac{QK^\top}{\sqrt{d_k}}\right) V": ("Attention(Q,K,V)=softmax(QK⊤dk)V", None),
}  # fmt: skip

PARTS = set(
    "mfrac mover mroot msqrt msub msubsup msup mtable munder munderover".split()
)


def signs(math):
    """What is read: the text without what is never seen."""
    seen = re.sub("[\u2061-\u2064]", "", html.unescape(re.sub(r"<[^>]*>", "", math)))
    return re.sub(r"\s", " ", seen)


def parts(math):
    """The layout elements in order, a table as rows x columns."""
    found = []
    for tag in re.findall(r"<(\w+)", math):
        if tag == "mtr":
            found[-1][0] += 1
            found[-1][1] = 0
        elif tag == "mtd":
            found[-1][1] += 1
        elif tag in PARTS:
            found.append([0, 0] if tag == "mtable" else tag)
    return " ".join(p if isinstance(p, str) else f"{p[0]}x{p[1]}" for p in found)


@pytest.mark.parametrize("tex", EQUATIONS)
def test_an_equation_reads_as_written(tex):
    want, layout = EQUATIONS[tex]
    math = to_mathml(tex, "block")
    assert signs(math) == want
    if layout is not None:
        assert parts(math) == layout.strip()


def test_a_line_of_text_has_its_limits_beside_the_sum():
    inline, block = to_mathml(r"\sum_i x"), to_mathml(r"\sum_i x", "block")
    assert "display" not in inline and 'display="block"' in block


REFUSED = {
    # broken
    r"\frac{1}": "Expected argument but reached end of input",
    r"x^": "Expected argument but reached end of input",
    r"a } + b": r'Unmatched closing token: "}", at } + b',
    r"{ a": 'Expected closing token "}"',
    r"\left( x": r'Expected closing token "\right"',
    r"x \right)": r'Unmatched closing token: "\right", at \right)',
    r"\begin{cases} a": r'Expected closing token "\end{...}"',
    r"\begin{cases} a \end{matrix}": r"\end{matrix}",
    r"\begin{nonsense} a \end{nonsense}": 'Unknown environment "nonsense"',
    r"\frc x": r'Unknown command "\frc", at \frc x',
    r"a & b": 'Found "&"',
    r"x_a_b": "Duplicate subscript or superscript, at _b",
    r"x^a'^b": "Duplicate subscript or superscript",
    # empty
    "": "nothing in it",
    r"\,": "nothing in it",
    r"\frac{1}{}": "a part of its <mfrac> is empty",
    r"x + \sqrt{}": "a part of its <msqrt> is empty",
    r"x^{}": "a part of its <msup> is empty",
    # printed otherwise than meant
    "50% of x": r"% hides the rest of the line; write \%, at % of x",
    r"a \\% b": r"% hides the rest of the line",
    r"\text{a_b}": "Not valid in text mode, at _b}",
    r"\text{if $x$}": r"a dollar sign in it; write \$, at $x$}",
    r"\text{``so'' -- he said}": "write –, —, “ or ”, at ``so''",
    r"a = b \\ c = d": r"\\ ends a row, and here is none, at \\ c = d",
    r"\begin{matrix} 1 \end{matrix} \\ c": r"\\ ends a row, and here is none",
    r"\begin{matrix} {1 \\ 2} \end{matrix}": r"\\ ends a row, and here is none",
    r"\begin{aligned}[t] a \end{aligned}": "an option in brackets would be printed",
    "10,000 x": "write {,} in a number, and the space in a list, at 10,000 x",
    r"\widehat{xyz}": r"write \hat, at \widehat{xyz}",
    r"\operatorname{<} x": "a name is nothing but < or &",
    # not drawn, or not for the book
    r"\color{red} x": "a color would not follow the page's dark mode",
    r"\textcolor{red}{x}": "a color would not follow the page's dark mode",
    r"\boxed{x}": "it needs <menclose>, which browsers do not draw",
    r"\cancel{x}": "it needs <menclose>, which browsers do not draw",
    r"\textsf{x}": "it needs <span>",
    r"\text{日本}": "the math font has no sign 日 本",
    r"\mathop{arg}\limits_x": r"write \operatorname*{name}_{below}",
    r"\begin{align} a &= b \end{align}": r"write \begin{aligned}",
    r"x = 1 \label{one}": "put the label behind the $$",
    r"\tag{1} x": "numbers are given by the book",
}


@pytest.mark.parametrize("tex", REFUSED)
def test_what_would_print_wrongly_is_refused_by_name(tex):
    with pytest.raises(ValueError) as refused:
        to_mathml(tex, "block")
    said = str(refused.value)
    assert said.startswith(f"cannot read the equation ${tex}$: ")
    assert REFUSED[tex] in said


@pytest.mark.parametrize(
    "tex", [r"f(0,100)", r"50\% \text{ of}", r"\tau \textstyle x", r"\{a\}, \left\{b\right\}",
            r"\begin{cases} {a} \\ \{b\} \end{cases}", r"\top \colon \mathopen{(}"],
)  # fmt: skip
def test_what_only_looks_like_it_is_not_refused(tex):
    assert to_mathml(tex).startswith("<math>")


# --- drawn: one page with all of them, looked at once ----------------------------------------

# What is wrong with each equation of the page, from the boxes that Chromium gives its elements.
FAULTS = r"""() => {
  const box = e => e.getBoundingClientRect(), mid = b => (b.top + b.bottom) / 2
  const size = e => parseFloat(getComputedStyle(e).fontSize)
  const unseen = e => !e.textContent.replace(/[\s\u2061-\u2064]/g, '') || e.closest('mphantom')
  const look = math => {
    const em = size(math), near = em / 10, faults = []
    const expect = (so, e, what) => so || faults.push(e.outerHTML.slice(0, 80) + ': ' + what)
    const all = tags => [...math.querySelectorAll(tags)].filter(e => !unseen(e))
    expect(!math.querySelector('merror'), math, 'merror')
    for (const e of all('mi, mn, mo, mtext')) {
      const b = box(e), m = box(math)
      expect(b.width > 0 && b.height > 0, e, 'has no size')
      expect(b.left > m.left - em && b.right < m.right + em, e, 'is outside of the equation')
    }
    for (const e of all('mfrac, munder, mover, munderover')) {
      const inline = getComputedStyle(e).mathStyle === 'compact'
      if (inline && e.firstElementChild.textContent === '∑') continue  // limits stand beside it
      const [base, ...rest] = [...e.children].map(box)
      const tag = e.tagName, over = tag === 'munderover' ? rest[1] : rest[0]
      const middle = b => (b.left + b.right) / 2
      for (const b of rest)
        expect(Math.abs(middle(b) - middle(base)) < em / 2, e, 'are not one above the other')
      if (tag === 'mfrac') expect(base.bottom <= rest[0].top, e, 'overlap')
      if (tag.startsWith('munder')) expect(rest[0].top >= base.bottom - near, e, 'is not below')
      if (tag.endsWith('over')) expect(mid(over) < mid(base) - near, e, 'is not above')
    }
    for (const e of all('msub, msup, msubsup')) {
      const [base, ...rest] = [...e.children], b = box(base)
      const sub = e.tagName === 'msup' ? null : rest[0]
      const sup = e.tagName === 'msub' ? null : rest.at(-1)
      if (sub) expect(box(sub).bottom > b.bottom - 2 * near, e, 'subscript is not low')
      if (sup) expect(box(sup).top < b.top + near, e, 'superscript is not high')
      for (const part of rest)
        expect(unseen(base) || box(part).left > b.left, e, 'script is not behind')
    }
    for (const e of all('msqrt')) {
      const inner = [...e.children].map(box)
      expect(inner.every(b => b.top >= box(e).top && b.left > box(e).left), e, 'root is not around')
    }
    for (const e of all('mroot')) {
      const [base, index] = [...e.children].map(box)
      expect(index.right < base.right && index.top < base.bottom, e, 'index is not in the root')
    }
    for (const e of all('mtable')) {
      const rows = [...e.children].map(r => [...r.children].map(box))
      for (let i = 1; i < rows.length; i++)
        expect(rows[i - 1][0].bottom <= rows[i][0].top + near, e, 'rows overlap')
      for (const row of rows) for (let j = 1; j < row.length; j++)
        expect(row[j - 1].right <= row[j].left + near && row[j].width > 0, e, 'columns overlap')
    }
    // Brackets are as tall as what they enclose, or as they were told to be.
    const bracket = /^[()[\]{}|‖⌊⌋⌈⌉⟨⟩]$/
    for (const e of all('mo[minsize]')) {
      const share = box(e).height / (parseFloat(e.getAttribute('minsize')) * size(e))
      expect(share > 0.9 && share < 1.5, e, 'has another size')
    }
    for (const e of all('mrow')) {
      const inner = [...e.children].filter(c => !unseen(c))
      const ends = inner.filter(
        c => c.matches('mo:not([minsize])') && bracket.test(c.textContent))
      const others = inner.filter(c => !ends.includes(c)).map(c => box(c).height)
      const tall = Math.max(0.8 * em, ...others)
      for (const end of ends.filter(c => c.getAttribute('stretchy') !== 'false'))
        expect(box(end).height > 0.75 * tall && box(end).height < 1.6 * tall, end,
               'is not as tall as what it encloses')
    }
    return faults
  }
  const found = {}
  for (const e of document.querySelectorAll('[data-tex]')) {
    const faults = look(e.querySelector('math'))
    if (faults.length) found[e.dataset.tex] = faults
  }
  return found
}"""


# Lines, braces and arrows that are to be as wide as what is beside them. The boxes of the page
# do not tell: where each of them is, and how wide the other is.
WIDE = r"""() => [...document.querySelectorAll('mover, munder')].flatMap(e => {
  const at = [...e.children].findIndex(
    c => /^[→←‾_⏞⏟]$/.test(c.textContent) && !c.matches('[mathsize]'))
  if (at < 0) return []
  const whole = e.getBoundingClientRect(), own = e.children[at].getBoundingClientRect()
  return [{tex: e.closest('p').dataset.tex, want: e.children[1 - at].getBoundingClientRect().width,
           box: [whole.left, own.top, whole.right, own.bottom].map(Math.round)}]
})"""


def sheet(drawn, font):
    """A page with these equations and no font but the book's."""
    data = base64.b64encode(font.read_bytes()).decode()
    rows = "\n".join(
        f'<p data-tex="{html.escape(tex)}">{math}</p>' for tex, math in drawn.items()
    )
    return (
        "<!DOCTYPE html><meta charset=utf-8><style>@font-face {font-family: 'Book Math'; "
        f"src: url(data:font/woff2;base64,{data})}} math {{font: 20px 'Book Math'}}"
        # A layer each: else Chromium, which thinks a brace as wide as before it was stretched,
        # leaves out what lies beyond a border of the tiles that it paints.
        "p {display: inline-block; margin: 12px 20px; will-change: transform}"
        f"</style>{rows}"
    )


@pytest.fixture(scope="module")
def drawn():
    return {tex: to_mathml(tex, "block") for tex in EQUATIONS}


@pytest.fixture(scope="module")
def font(drawn, tmp_path_factory):
    path = tmp_path_factory.mktemp("font") / "math.woff2"
    mathml.cut_font("".join(drawn.values()), path)
    return path


@pytest.fixture(scope="module")
def tab(browser, drawn, font):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.set_content(sheet(drawn, font))
    tab.evaluate("document.fonts.ready")
    yield tab
    tab.close()


def test_the_cut_font_has_every_sign(drawn, font):
    with TTFont(font) as cut:
        known = set(cut.getBestCmap())
    wanted = set("".join(signs(math) for math in drawn.values())) - {" "}
    assert {sign for sign in wanted if ord(sign) not in known} == set()


def test_equations_are_drawn_as_they_are_meant(tab):
    assert tab.evaluate("document.fonts.check('20px \"Book Math\"')")
    assert tab.locator("math").count() == len(EQUATIONS)
    assert tab.evaluate(FAULTS) == {}


def test_lines_braces_and_arrows_are_as_wide_as_their_letters(tab):
    page = Image.open(io.BytesIO(tab.screenshot(full_page=True))).convert("L")
    wide = tab.evaluate(WIDE)
    assert len(wide) == 7  # over- and underline, two braces, three arrows
    for mark in wide:
        inked = (np.asarray(page.crop(mark["box"])) < 160).any(axis=0)
        assert inked.sum() > 0.85 * mark["want"], mark
