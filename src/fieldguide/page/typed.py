"""type_your_own(draw, texts): a field to type in, live; a fixed set of texts in a static page."""

from .explore import Control, Explorable

FIXED = (
    "A page cannot run what you type, so these texts are fixed. "
    "In Jupyter this is a field, and you can type your own."
)


def type_your_own(draw, texts, *, label="a text"):
    """Show what `draw` makes of a text: of one that the reader types, where Python runs.

    Parameters
    ----------
    draw : function
        Takes ``text``; see `explore`. Live it gets whatever is typed, an empty text too.
    texts : list of str, or dict of label to str
        What a static page offers, drawn beforehand; live they are suggestions.
    label : str
        What the field is called.

    Returns
    -------
    Typed
        Show it as the last line of a cell.

    Raises
    ------
    ExploreError
        As `explore`.
    """
    return Typed(draw, {"text": Control("text", texts, label)})


class Typed(Explorable):
    """An explorable whose one control is a field for text, live."""

    def _live_input(self, c):
        import ipywidgets as widgets

        return widgets.Combobox(
            value=c.values[c.start], options=c.values, description=c.text,
            ensure_option=False, continuous_update=False,
        )  # fmt: skip

    def _all_html(self):
        drawn = super()._all_html().removesuffix("</figure>")
        return f'{drawn}<p class="fg-caption">{FIXED}</p></figure>'
