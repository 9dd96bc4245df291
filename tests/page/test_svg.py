"""One layout for all states, one drawing each, and no label outside."""

import gc
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.layout_engine import ConstrainedLayoutEngine

from fieldguide.page import figures, svg
from fieldguide.page.explore import ExploreError, explore

SHORT, LONG = "cat", "a much longer name"


def bars(name, size=(4.4, 2.5)):
    fig, ax = plt.subplots(figsize=size)
    ax.barh([name, "dog"], [1, 2])
    ax.set_xlabel("length (m)")
    plt.close(fig)
    return fig


def place(figure, axes=0):
    return figure.axes[axes].get_position(original=True).bounds


def left_of(labels, text):
    return next(label.box[0] for label in labels if label.text == text)


def test_a_single_figure_is_what_matplotlib_writes():
    ours, theirs = bars(LONG), bars(LONG)
    theirs.axes[0].text(0.3, 0.5, "two\nlines", rotation=30)
    ours.axes[0].text(0.3, 0.5, "two\nlines", rotation=30)
    with mpl.rc_context({"svg.hashsalt": "same", "svg.fonttype": "none"}):
        out, told = io.StringIO(), {"Date": None, "Creator": None}
        theirs.savefig(out, format="svg", metadata=told)
        assert svg.draw_all([ours])[0][0] == out.getvalue()


@pytest.mark.parametrize("names", [(SHORT, LONG, "gull"), (LONG, SHORT, "gull")])
def test_axes_stand_at_one_place_with_room_for_the_longest_label(names):
    drawn = svg.draw_all(made := [bars(name) for name in names])
    assert len({place(figure) for figure in made}) == 1
    alone = bars(LONG)
    svg.draw_all([alone])
    assert place(made[0]) == pytest.approx(place(alone), abs=1e-6)
    assert left_of(drawn[names.index(LONG)][1], LONG) == pytest.approx(3, abs=0.01)


def test_other_sizes_and_other_axes_keep_their_own_layout():
    tall, two = bars(SHORT, (4.4, 4)), plt.subplots(1, 2)[0]
    own = plt.figure(layout="none")
    own.add_axes([0.3, 0.3, 0.6, 0.6])
    plt.close("all")
    first, last = bars(SHORT), bars(SHORT)
    svg.draw_all([first, tall, two, own, last])
    assert place(first) == place(last) != place(tall)
    assert place(own) == pytest.approx((0.3, 0.3, 0.6, 0.6))


def test_labels_between_two_axes_have_room_in_every_state():
    def pair(name):
        fig, (left, right) = plt.subplots(1, 2)
        left.barh(["one"], [1])
        right.barh([name], [1])
        plt.close(fig)
        return fig

    drawn = svg.draw_all(made := [pair(SHORT), pair(LONG)])
    assert [place(made[0], k) for k in (0, 1)] == [place(made[1], k) for k in (0, 1)]
    x, _, width, _ = place(made[1], 0)
    end_of_left = (x + width) * made[1].bbox.width
    assert end_of_left < left_of(drawn[1][1], LONG)


@pytest.mark.parametrize(
    "names, layouts, drawings",
    [
        ((SHORT, SHORT, SHORT), 1, 3),
        ((LONG, SHORT, "gull"), 1, 3),
        # The long label asks for more room, and what came before it is drawn again.
        ((SHORT, LONG, "gull"), 2, 5),
    ],
)
def test_layout_is_solved_once_and_nothing_drawn_twice(
    names, layouts, drawings, monkeypatch
):
    calls = {"execute": 0, "draw": 0}

    def counted(owner, name, key):
        original = getattr(owner, name)

        def count(*arguments, **keywords):
            calls[key] += 1
            return original(*arguments, **keywords)

        monkeypatch.setattr(owner, name, count)

    made = [bars(name) for name in names]
    counted(ConstrainedLayoutEngine, "execute", "execute")
    counted(mpl.figure.Figure, "draw", "draw")
    svg.draw_all(made)
    assert calls == {"execute": layouts, "draw": drawings}


def test_a_text_is_measured_once_for_all_figures(monkeypatch):
    svg.draw_all([bars(LONG)])

    def measure(*_):
        raise AssertionError("measured again")

    monkeypatch.setattr(RendererSVG, "get_text_width_height_descent", measure)
    svg.draw_all([bars(LONG), bars(LONG)])


@pytest.mark.parametrize(
    "angle, box",
    [(0, (10, 82, 40, 92)), (90, (2, 60, 12, 90)), (180, (-20, 88, 10, 98))],
)
def test_the_box_of_a_turned_text(angle, box):
    # 30 points wide, 8 above the line and 2 below it, from (10, 90), counted from the top.
    assert svg._box(10, 90, angle, 30, 10, 2) == pytest.approx(box)


def outside(side):
    """A word that runs out"""
    fig, ax = plt.subplots(layout="none")
    if side is not None:
        ax.text(*side, "lighthouse", transform=fig.transFigure)
    return fig


@pytest.mark.parametrize(
    "at, words", [((0.9, 0.5), "on the right"), ((-0.1, 0.5), "on the left"),
                  ((0.5, 0.99), "at the top"), ((0.5, -0.02), "at the bottom")],
)  # fmt: skip
def test_in_the_book_a_label_outside_is_named_with_its_state(at, words):
    message = (
        rf"outside failed at side=\({at[0]}, .*'lighthouse' sticks out by .* {words}"
    )
    with pytest.raises(ExploreError, match=message):
        explore(outside, side={"in": None, "out": at})
    with pytest.raises(svg.DrawError, match=f"'lighthouse' sticks out by .* {words}"):
        figures.picture(outside(at), "A word.")


def test_live_a_label_outside_is_shown_as_it_is(monkeypatch):
    monkeypatch.delenv("FIELDGUIDE_BOOK")
    assert "lighthouse" in figures.picture(outside((0.9, 0.5)), "A word.").svg


@pytest.mark.parametrize("values", [["$x$", "$\\nosuch$"], ["$\\nosuch$", "$x$"]])
def test_a_state_that_cannot_be_drawn_is_named(values):
    def formula(tex):
        return bars(tex)

    message = r"formula failed at tex='\$\\\\nosuch\$': ValueError"
    with pytest.raises(ExploreError, match=message):
        explore(formula, tex=values)


def test_a_figure_without_axes_is_drawn_beside_others():
    def empty():
        fig = plt.figure(layout="none")
        fig.text(0.5, 0.5, "nothing")
        plt.close(fig)
        return fig

    drawn = svg.draw_all([empty(), empty(), bars(SHORT)])
    assert ["nothing" in text for text, _ in drawn] == [True, True, False]


def test_a_figure_serves_one_state_only():
    fig = bars(SHORT)
    with pytest.raises(ExploreError, match="at k=2: ValueError: expected a new figure"):
        explore(lambda k: fig, k=[1, 2])


def test_a_draw_may_ask_for_its_svg():
    html = explore(lambda k: figures.picture(bars(k), "A bar.").svg, k=[SHORT, LONG])
    assert html._html.count(SHORT) > 1 and "None" not in html._html


def test_garbage_is_collected_as_often_as_before_even_after_an_error():
    often = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), svg.rare_collections():
        assert gc.get_threshold()[0] > often[0]
        raise ZeroDivisionError
    assert gc.get_threshold() == often
